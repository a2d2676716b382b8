// "Export for my team…": the profile without its secret, as a link, as JSON for the folder's settings, or written there.
import { env, l10n, window, workspace, type QuickPickItem } from "vscode";
import { Cancelled } from "../../base/expectedError";
import { inert } from "../../base/inert";
import { settings } from "../../contributions";
import { providerLink } from "../../identity/providerLink";
import { shared } from "../../identity/sharedProvider";
import type { ProviderProfile } from "../../identity/providerProfile";
import type { TeamSettings } from "../stores/teamSettings";

export const extensionId = "portcullis.portcullis";

export interface ExportParts {
  readonly team: Pick<TeamSettings, "propose">;
}

/** @throws Cancelled when the person leaves */
export async function exportProvider({ team }: ExportParts, profile: ProviderProfile): Promise<void> {
  const folder = workspace.workspaceFolders?.[0];
  const entry = shared(profile);
  const ways: readonly (QuickPickItem & { readonly give: () => Promise<string> })[] = [
    {
      label: `$(link) ${l10n.t("Copy a link")}`,
      detail: l10n.t("Whoever opens it is asked whether to add the provider, and for the client secret"),
      async give() {
        await env.clipboard.writeText(providerLink(env.uriScheme, extensionId, entry));
        return l10n.t("The link is copied. It holds no secret: give your team that in another way.");
      },
    },
    {
      label: `$(json) ${l10n.t("Copy as JSON for {0}", settings.teamProviders)}`,
      detail: l10n.t("For the settings of a folder that your team shares"),
      async give() {
        await env.clipboard.writeText(JSON.stringify({ [settings.teamProviders]: [entry] }, null, 2));
        return l10n.t("The settings are copied. They hold no secret: give your team that in another way.");
      },
    },
    ...(folder && workspace.isTrusted
      ? [
          {
            label: `$(folder) ${l10n.t("Write it into the settings of {0}", inert(folder.name))}`,
            detail: l10n.t("Whoever opens and trusts the folder is asked once"),
            async give() {
              await team.propose(folder, profile);
              return l10n.t("The settings of {0} propose {1}. They hold no secret: give your team that in another way.", inert(folder.name), inert(profile.name, 80));
            },
          },
        ]
      : []),
  ];
  const picked = await window.showQuickPick(ways, { title: l10n.t("Export {0} for my team", inert(profile.name, 80)), placeHolder: l10n.t("Without its client secret") });
  if (!picked) throw new Cancelled();
  void window.showInformationMessage(await picked.give());
}
