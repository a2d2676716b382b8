// The question of one's own traffic policy rules: a file of the folder or any other, then what would be merged. The last line picked is the consent.
import { l10n, RelativePattern, window, workspace, type Uri } from "vscode";
import { inert } from "../base/inert";
import { ownRulesFromFile } from "../ngrok/policy/ownRulesFile";
import { mergeDetail, mergeText, ownRuleLines, ownRulesProblemText, policyRulesText, tooManyRulesText } from "../presentation/policyRulesText";
import type { ShareOptions } from "../protocol/shareOptions";
import { askPick, separator, type Entry } from "./dialog/askPick";
import type { Settled } from "./dialog/quickInput";
import type { Step } from "./dialog/wizard";
import { say } from "./say";

/** A file's rules, read and checked. */
export interface PickedRules {
  readonly file: string;
  readonly rules: string;
}

interface Draft {
  readonly options: ShareOptions;
  readonly name: string | undefined;
  readonly picked?: PickedRules | undefined;
}

type Answer = { readonly kind: "file"; readonly uri: Uri } | { readonly kind: "browse" } | { readonly kind: "remove" };

const mostBytes = 256_000;
const mostListed = 20;

/** Which file. */
export function whichRulesStep<D extends Draft>(): Step<D> {
  return {
    asks: ({ name }) => name === "policyRules",
    ask(draft, frame) {
      let found: readonly Uri[] | undefined;
      return askPick<Answer, D>(frame, {
        placeholder: l10n.t("Which traffic policy file? Its rules run at ngrok, after the sign-in"),
        load: async () => {
          found = await policyFiles();
        },
        entries: () => (found === undefined ? [] : fileEntries(found, draft.options.policyRules)),
        async settle(answer, { aside }): Promise<Settled<D>> {
          if (answer.kind === "remove") {
            const { policyRules: _, ...options } = draft.options;
            return { answer: { ...draft, options, picked: undefined } };
          }
          const uri = answer.kind === "file" ? answer.uri : (await aside(() => window.showOpenDialog({ canSelectMany: false, openLabel: l10n.t("Read rules"), filters: { [l10n.t("Traffic policy")]: ["yml", "yaml", "json"] } })))?.[0];
          if (uri === undefined) return "stay";
          const read = await readRules(uri);
          return "rules" in read ? { answer: { ...draft, picked: read } } : { problem: read };
        },
      });
    },
  };
}

/** What would be merged. @param ours how many rules the share's policy has without them */
export function mergeRulesStep<D extends Draft>(ours: number): Step<D> {
  return {
    asks: ({ name, picked }) => name === "policyRules" && picked !== undefined,
    ask: (draft, frame) =>
      askPick<string, D>(frame, {
        placeholder: l10n.t("Press Enter to merge"),
        entries: () => (draft.picked === undefined ? [] : mergeEntries(draft.picked, ours)),
        settle: (policyRules) => ({ answer: { ...draft, options: { ...draft.options, policyRules } } }),
      }),
  };
}

function fileEntries(found: readonly Uri[], present: string | undefined): readonly Entry<Answer>[] {
  const files = found.map((uri): Entry<Answer> => ({ label: `$(file) ${inert(workspace.asRelativePath(uri), 120)}`, value: { kind: "file", uri } }));
  return [
    ...(present === undefined ? [] : [{ label: `$(trash) ${l10n.t("Remove your rules from the share")}`, detail: say(policyRulesText(present)), value: { kind: "remove" } as const }, separator("")]),
    ...files,
    { label: `$(folder-opened) ${l10n.t("Choose a file…")}`, value: { kind: "browse" } },
  ];
}

function mergeEntries({ file, rules }: PickedRules, ours: number): readonly Entry<string>[] {
  const tooMany = tooManyRulesText(rules, ours);
  return [
    { label: say(mergeText(rules, file)), detail: say(mergeDetail()), value: rules },
    ...(tooMany ? [{ label: `$(warning) ${say(tooMany.label)}`, detail: say(tooMany.detail) }] : []),
    separator(l10n.t("What they are")),
    ...ownRuleLines(rules).map(({ label, detail }) => ({ label: say(label), detail: say(detail) })),
  ];
}

/** Files of the folder that are called as if they held one. */
async function policyFiles(): Promise<readonly Uri[]> {
  const folders = workspace.workspaceFolders ?? [];
  const found = await Promise.all(folders.slice(0, 10).map((folder) => workspace.findFiles(new RelativePattern(folder, "**/*polic*.{yml,yaml,json}"), "**/node_modules/**", mostListed)));
  return found.flat().sort((one, other) => one.path.localeCompare(other.path)).slice(0, mostListed);
}

async function readRules(uri: Uri): Promise<PickedRules | { readonly title: string; readonly advice: string }> {
  const problem = (failed: Parameters<typeof ownRulesProblemText>[0]) => {
    const { title, advice } = ownRulesProblemText(failed);
    return { title: say(title), advice: say(advice) };
  };
  let bytes: Uint8Array;
  try {
    if ((await workspace.fs.stat(uri)).size > mostBytes) return problem({ problem: "tooBig" });
    bytes = await workspace.fs.readFile(uri);
  } catch (error) {
    return { title: l10n.t("The file can't be read"), advice: inert(error instanceof Error ? error.message : String(error), 200) };
  }
  const read = ownRulesFromFile(new TextDecoder().decode(bytes));
  return read.ok ? { file: inert(workspace.asRelativePath(uri), 120), rules: read.rules } : problem(read);
}
