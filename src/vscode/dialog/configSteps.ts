// The two questions of "Import from ngrok's configuration…": which file, and what of it.
import { homedir } from "node:os";
import { l10n, Uri, window } from "vscode";
import { ExpectedError } from "../../base/expectedError";
import { inert } from "../../base/inert";
import type { ConfigEndpoint, HttpEndpoint, NgrokConfig } from "../../ngrok/configEndpoints";
import { configText, endpointDescription, endpointDetail, endpointTitle, problemText, refusalText } from "../../presentation/importText";
import { say } from "../say";
import { foundConfigFiles, readConfigFile, type ConfigFile } from "../stores/configFiles";
import { askPick, separator, type Entry } from "./askPick";
import type { Proposal } from "./proposal";
import { problemOf } from "./quickInput";
import type { Step } from "./wizard";

export type ConfigPick =
  | { readonly kind: "proposal"; readonly proposal: Proposal }
  | { readonly kind: "authtoken"; readonly authtoken: string }
  | { readonly kind: "apiKey"; readonly apiKey: string; /** What is taken for one by mistake. */ readonly notThis: readonly string[] }
  /** A tunnel of an Edge: what became of those. */
  | { readonly kind: "edge" }
  | { readonly kind: "line"; readonly path: string; readonly line: number };

export interface ConfigDraft {
  readonly file: { readonly path: string; readonly config: NgrokConfig } | undefined;
  readonly picked: ConfigPick | undefined;
}

type Chosen = { readonly kind: "file"; readonly file: ConfigFile } | { readonly kind: "other" };

/** One of ngrok's own files, or another one. */
export function askConfigFile(): Step<ConfigDraft> {
  return {
    asks: () => true,
    ask(draft, frame) {
      let files: readonly ConfigFile[] = [];
      let loaded = false;
      return askPick<Chosen, ConfigDraft>(frame, {
        placeholder: l10n.t("Which configuration file?"),
        async load(signal) {
          try {
            files = await foundConfigFiles(signal);
          } finally {
            loaded = true;
          }
        },
        entries: () => (loaded ? [...files.map(fileEntry), ...(files.length === 0 ? [{ label: `$(info) ${l10n.t("ngrok's own configuration file is not there")}` }] : []), { label: l10n.t("Another file…"), alwaysShow: true, value: { kind: "other" } }] : []),
        async settle(chosen, { aside, signal }) {
          const file = chosen.kind === "file" ? chosen.file : await aside(() => anotherFile(signal));
          if (!file) return "stay";
          if ("config" in file) return { answer: { file, picked: undefined } };
          const { line } = file.problem.facts;
          return typeof line === "number" ? { answer: { ...draft, picked: { kind: "line", path: file.path, line } } } : { problem: problemOf(file.problem) };
        },
      });
    },
  };
}

function fileEntry(file: ConfigFile): Entry<Chosen> {
  const label = inert(file.path.startsWith(homedir()) ? `~${file.path.slice(homedir().length)}` : file.path);
  if ("config" in file) return { label, description: say(configText(file.config)), value: { kind: "file", file } };
  const { title, advice } = problemOf(file.problem);
  const broken = file.problem.code === "input.invalid";
  return { label: `$(error) ${label}`, detail: broken ? l10n.t("Broken in line {0}. Enter shows the line", String(file.problem.facts["line"])) : `${title}. ${advice}`, value: { kind: "file", file } };
}

async function anotherFile(signal: AbortSignal): Promise<ConfigFile | undefined> {
  const [uri] = (await window.showOpenDialog({ title: l10n.t("ngrok's configuration file"), openLabel: l10n.t("Import"), filters: { YAML: ["yml", "yaml"], [l10n.t("All files")]: ["*"] }, defaultUri: Uri.file(homedir()) })) ?? [];
  if (!uri) return undefined;
  const path = uri.fsPath;
  return (await readConfigFile(path, signal)) ?? { path, problem: new ExpectedError("import.unreadable", { path, why: "ENOENT" }) };
}

type Line = ConfigPick | { readonly kind: "endpoint"; readonly endpoint: HttpEndpoint };

/** What of the file. @param propose looks at the provider; its foreseen failures are shown in place */
export function askConfigEntry(propose: (config: NgrokConfig, path: string) => (endpoint: HttpEndpoint, signal: AbortSignal) => Promise<Proposal>): Step<ConfigDraft> {
  return {
    asks: ({ picked }) => picked === undefined,
    ask(draft, frame) {
      const { file } = draft;
      if (!file) throw new Error("The entry is asked for before the file");
      return askPick<Line, ConfigDraft>(frame, {
        placeholder: l10n.t("What should be taken from {0}?", inert(file.path)),
        entries: () => configEntries(file.config, file.path),
        async settle(line, { signal }) {
          if (line.kind !== "endpoint") return { answer: { ...draft, picked: line } };
          return { answer: { ...draft, picked: { kind: "proposal", proposal: await propose(file.config, file.path)(line.endpoint, signal) } } };
        },
      });
    },
  };
}

function configEntries({ endpoints, authtoken, apiKey, problems }: NgrokConfig, path: string): readonly Entry<Line>[] {
  const good = endpoints.filter((endpoint) => endpoint.kind === "http");
  const stored: readonly Entry<Line>[] = [
    ...(authtoken === undefined ? [] : [{ label: l10n.t("Store the authtoken"), detail: l10n.t("Tried first, then kept in the editor's secret store"), value: { kind: "authtoken", authtoken } } as const]),
    ...(apiKey === undefined ? [] : [{ label: l10n.t("Store the API key"), detail: l10n.t("Tried first, then kept in the editor's secret store"), value: { kind: "apiKey", apiKey, notThis: authtoken === undefined ? [] : [authtoken] } } as const]),
  ];
  const refused = endpoints.filter((endpoint) => endpoint.kind === "refused").map((endpoint) => refusedEntry(endpoint, path));
  const unread = problems.map((problem): Entry<Line> => ({ label: `$(error) ${say(problemText(problem))}`, detail: l10n.t("Enter shows the line"), value: { kind: "line", path, line: problem.line } }));
  const group = (label: string, entries: readonly Entry<Line>[]) => (entries.length === 0 ? [] : [separator(label), ...entries]);
  const all = [...good.map(endpointEntry), ...group(l10n.t("Credentials"), stored), ...group(l10n.t("Can't be shared"), [...refused, ...unread])];
  return all.length > 0 ? all : [{ label: `$(info) ${l10n.t("There is nothing in this file that could be shared")}` }];
}

function endpointEntry(endpoint: HttpEndpoint): Entry<Line> {
  const detail = endpointDetail(endpoint).map(say).join(" · ");
  return { label: say(endpointTitle(endpoint)), description: say(endpointDescription(endpoint)), ...(detail !== "" && { detail }), value: { kind: "endpoint", endpoint } };
}

function refusedEntry(endpoint: Extract<ConfigEndpoint, { readonly kind: "refused" }>, path: string): Entry<Line> {
  const { name, line, why } = endpoint;
  const value: Line = why === "labeled" ? { kind: "edge" } : { kind: "line", path, line };
  return { label: `$(warning) ${inert(name, 60)}`, description: l10n.t("line {0}", String(line)), detail: say(refusalText(endpoint)), value };
}
