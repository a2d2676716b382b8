// "Take it elsewhere…": a share in a form that runs without Portcullis, to copy or to save.
import { homedir } from "node:os";
import { join } from "node:path";
import { env, l10n, Uri, window, workspace } from "vscode";
import { ExpectedError } from "../base/expectedError";
import { shellComment, shellNamed, shells, type Shell } from "../base/shell";
import { agentCommand, cloudCommands, exportedConfig, exportedPolicyFile } from "../ngrok/export/exportForms";
import { exportDetail, exportTasks, exportTitle, leftBehindText, shellText, startText, type ExportWay } from "../presentation/exportText";
import { shareLabel } from "../presentation/shareText";
import { exportedShare, exportForms, urlPlaceholder, type ExportedShare, type ExportForm } from "../shares/exportedShare";
import type { Share } from "../shares/share";
import { askPick } from "./dialog/askPick";
import { runWizard, type Step } from "./dialog/wizard";
import { say } from "./say";

interface ExportDraft {
  readonly form: ExportForm | undefined;
  readonly way: ExportWay;
  readonly shell: Shell;
}

const policyFile = "policy.yml";
const scripts: Readonly<Record<Shell, string>> = { posix: "create-endpoint.sh", powershell: "create-endpoint.ps1", cmd: "create-endpoint.cmd" };

/**
 * Rejects with Cancelled when the person leaves.
 * @throws ExpectedError `export.*`: what can't be taken elsewhere without letting in more people, or not in this way
 */
export async function takeElsewhere(share: Share, signal: AbortSignal): Promise<void> {
  const first: ExportDraft = { form: undefined, way: "copy", shell: shellNamed(env.shell, process.platform) };
  const { form, way, shell } = await runWizard<ExportDraft>([formStep(), shellStep()], first, l10n.t("Take {0} elsewhere", say(shareLabel(share))), signal);
  if (!form) throw new Error("The form was not asked for");
  const exported = exportedShare(share, form);
  const notes = [...exportTasks(form, exported, share.spec), leftBehindText(exported.left)].map(say);
  if (form === "config") await give(way, `ngrok-${exported.endpoint.name}.yml`, exportedConfig(exported.endpoint, exported.policy, [...notes, say(startText(exported.endpoint.name))]), notes);
  else if (form === "cloud") await give(way, scripts[shell], cloudText(shell, exported, notes, way), notes);
  else await giveCommand(way, shell, exported, notes);
}

function formStep(): Step<ExportDraft> {
  return {
    asks: () => true,
    ask: (draft, frame) =>
      askPick<Pick<ExportDraft, "form" | "way">, ExportDraft>(frame, {
        placeholder: l10n.t("In which form?"),
        entries: () => exportForms.flatMap((form) => (["copy", "save"] as const).map((way) => ({ label: `$(${way === "copy" ? "copy" : "save"}) ${say(exportTitle(form, way))}`, detail: say(exportDetail(form, way)), value: { form, way } }))),
        settle: (picked) => ({ answer: { ...draft, ...picked } }),
      }),
  };
}

/** The shell that the editor uses stands first. */
function shellStep(): Step<ExportDraft> {
  return {
    asks: ({ form }) => form === "command" || form === "cloud",
    ask: (draft, frame) =>
      askPick<Shell, ExportDraft>(frame, {
        placeholder: l10n.t("For which shell?"),
        entries: () => [draft.shell, ...shells.filter((shell) => shell !== draft.shell)].map((shell) => ({ label: say(shellText(shell)), value: shell })),
        settle: (shell) => ({ answer: { ...draft, shell } }),
      }),
  };
}

function cloudText(shell: Shell, { endpoint, policy, internal }: ExportedShare, notes: readonly string[], way: ExportWay): string {
  const curl = shell === "posix" || process.platform !== "win32" ? "curl" : "curl.exe";
  const { create, agent } = cloudCommands(shell, shell === "cmd" ? "curl.exe" : curl, { ...endpoint, url: endpoint.url ?? urlPlaceholder }, policy, internal);
  return [...(way === "save" ? notes.map((note) => shellComment(shell, note)) : []), create, agent, ""].join(shell === "posix" ? "\n" : "\r\n");
}

/** The command says where it expects its file: beside it when it is copied, at its path when it was saved. */
async function giveCommand(way: ExportWay, shell: Shell, { endpoint, policy }: ExportedShare, notes: readonly string[]): Promise<void> {
  const text = exportedPolicyFile(policy, notes);
  if (way === "copy") {
    await env.clipboard.writeText(agentCommand(shell, endpoint, policyFile));
    const save = l10n.t("Save policy file…");
    const told = [l10n.t("The command is copied. It expects {0} in the folder where it runs.", policyFile), ...notes].join(" ");
    if ((await window.showInformationMessage(told, save)) === save) await saved(policyFile, text);
    return;
  }
  const uri = await saved(policyFile, text);
  if (!uri) return;
  await env.clipboard.writeText(agentCommand(shell, endpoint, uri.fsPath));
  void window.showInformationMessage([l10n.t("The policy file is saved, and the command with its path is copied."), ...notes].join(" "));
}

async function give(way: ExportWay, name: string, text: string, notes: readonly string[]): Promise<void> {
  if (way === "copy") await env.clipboard.writeText(text);
  else if (!(await saved(name, text))) return;
  void window.showInformationMessage([way === "copy" ? l10n.t("Copied.") : l10n.t("Saved."), ...notes].join(" "));
}

/** @returns where; undefined when the person left. @throws ExpectedError `export.notWritten` { path, why } */
async function saved(name: string, text: string): Promise<Uri | undefined> {
  const folder = workspace.workspaceFolders?.find(({ uri }) => uri.scheme === "file")?.uri.fsPath ?? homedir();
  const uri = await window.showSaveDialog({ title: l10n.t("Take it elsewhere"), defaultUri: Uri.file(join(folder, name)) });
  if (!uri) return undefined;
  try {
    await workspace.fs.writeFile(uri, Buffer.from(text));
  } catch (error) {
    throw new ExpectedError("export.notWritten", { path: uri.fsPath, why: error instanceof Error ? error.name : "refused" }, { cause: error });
  }
  return uri;
}
