import { ConfigurationTarget, workspace, type WorkspaceFolder } from "vscode";
import { settings } from "../../contributions";
import { mostProposals, readSharedProviders, shared, type BrokenProposal, type SharedProvider } from "../../identity/sharedProvider";
import type { ProviderProfile } from "../../identity/providerProfile";
import { writeSetting } from "./writeSetting";

/** What the folders that are open propose in `portcullis.teamProviders` (S14). Nothing in a workspace that is not trusted. */
export class TeamSettings {
  read(): { readonly proposals: readonly SharedProvider[]; readonly broken: readonly BrokenProposal[] } {
    if (!workspace.isTrusted) return { proposals: [], broken: [] };
    const own = (workspace.workspaceFolders ?? []).map((folder) => inFolder(folder));
    // Without a workspace file its value is the only folder's once more.
    const whole = workspace.workspaceFile && workspace.getConfiguration().inspect<unknown>(settings.teamProviders)?.workspaceValue;
    const read = [whole, ...own].map((value) => readSharedProviders(value));
    const { proposals } = readSharedProviders(read.flatMap((one) => one.proposals));
    return { proposals, broken: read.flatMap((one) => one.broken).slice(0, mostProposals) };
  }

  /** Into the settings of the folder, in the place of an entry of the same client. @throws ExpectedError `settings.notWritten` */
  async propose(folder: WorkspaceFolder, profile: ProviderProfile): Promise<void> {
    const present = inFolder(folder);
    const entry = shared(profile);
    const others = (Array.isArray(present) ? (present as readonly unknown[]) : []).filter((one) => !isOf(one, entry));
    await writeSetting(settings.teamProviders, [...others, entry], { target: ConfigurationTarget.WorkspaceFolder, folder: folder.uri });
  }
}

/** In the only folder of a window its settings are the workspace's, too. */
function inFolder(folder: WorkspaceFolder): unknown {
  return workspace.getConfiguration(undefined, folder.uri).inspect<unknown>(settings.teamProviders)?.workspaceFolderValue;
}

function isOf(entry: unknown, { issuer, clientId }: SharedProvider): boolean {
  return typeof entry === "object" && entry !== null && "issuer" in entry && entry.issuer === issuer && "clientId" in entry && entry.clientId === clientId;
}
