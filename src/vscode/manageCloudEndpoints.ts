// "Manage Cloud Endpoints…": those of the account, what their policy does, and the way to remove one.
import { env, l10n, Uri, window, type QuickPickItem } from "vscode";
import { Cancelled, ExpectedError } from "../base/expectedError";
import { inert } from "../base/inert";
import { isNotFound } from "../ngrok/api/apiErrors";
import { maskedPolicy } from "../ngrok/policy/readCloudPolicy";
import { liveCloudDescription, liveCloudDetail } from "../presentation/liveCloudText";
import { cloudOf } from "../protocol/cloudEndpoint";
import { cloudOffers, type LiveCloud } from "../shares/cloud/cloudOffers";
import type { ShareRegistry } from "../shares/shareRegistry";
import { say } from "./say";
import { apiServer } from "./stores/apiSettings";
import type { NgrokAccountApi } from "./stores/ngrokAccountApi";
import type { SavedSecrets } from "./stores/savedSecrets";

export interface ManageCloudParts {
  readonly api: Pick<NgrokAccountApi, "known">;
  readonly askApiKey: () => Promise<void>;
  readonly registry: Pick<ShareRegistry, "shares" | "stop">;
  readonly secrets: Pick<SavedSecrets, "cloudEdge">;
  readonly showText: (name: string, json: string) => Promise<void>;
  readonly signal: AbortSignal;
}

/** @throws Cancelled when the person leaves; ExpectedError of the API, `cloud.apiKeyMissing` */
export async function manageCloudEndpoints(parts: ManageCloudParts): Promise<void> {
  if ((await parts.api.known(parts.signal)) === undefined) await parts.askApiKey();
  const api = await parts.api.known(parts.signal);
  if (api === undefined) throw new ExpectedError("cloud.apiKeyMissing");
  const { live } = cloudOffers(await api.endpoints(parts.signal), []);
  if (live.length === 0) {
    void window.showInformationMessage(l10n.t("This ngrok account has no Cloud Endpoint. Share a port at one to make it."));
    return;
  }
  const items = live.map((one): QuickPickItem & { readonly one: LiveCloud } => ({ label: hostOf(one), description: say(liveCloudDescription(one)), detail: say(liveCloudDetail(one)), one }));
  const title = l10n.t("Cloud Endpoints");
  const picked = await window.showQuickPick(items, { title, placeHolder: l10n.t("Which one?"), matchOnDescription: true });
  if (!picked) throw new Cancelled();
  const actions = [
    { label: l10n.t("Show its policy"), detail: l10n.t("Secrets masked"), run: () => parts.showText(hostOf(picked.one), maskedPolicy(picked.one.policy)) },
    { label: l10n.t("Open ngrok dashboard"), detail: "", run: () => openDashboard(picked.one) },
    { label: l10n.t("Remove…"), detail: l10n.t("Its address answers nobody any more"), run: () => remove(parts, picked.one) },
  ];
  const action = await window.showQuickPick(actions, { title: `${title}: ${hostOf(picked.one)}` });
  if (!action) throw new Cancelled();
  await action.run();
}

async function openDashboard({ id }: LiveCloud): Promise<void> {
  await env.openExternal(Uri.parse(`https://dashboard.ngrok.com/endpoints/${encodeURIComponent(id)}`, true));
}

/** After the question, which says whom it meets. The shares of this window behind it stop first. */
async function remove({ api: account, registry, secrets, signal }: ManageCloudParts, one: LiveCloud): Promise<void> {
  const here = registry.shares.filter(({ spec, state }) => cloudOf(spec)?.url === one.url && state.kind !== "failed");
  const elsewhere = (one.behind?.agents ?? 0) - here.length;
  const detail = [
    ...(one.own ? [] : [l10n.t("Portcullis did not make it.")]),
    ...(here.length > 0 ? [l10n.t("The share behind it stops.")] : []),
    ...(elsewhere > 0 ? [l10n.t("Other machines are behind it and lose their address.")] : []),
    l10n.t("The domain stays with your account."),
  ].join(" ");
  const yes = l10n.t("Remove");
  if ((await window.showWarningMessage(l10n.t("Remove the Cloud Endpoint {0}?", hostOf(one)), { modal: true, detail }, yes)) !== yes) throw new Cancelled();
  const api = await account.known(signal);
  if (api === undefined) throw new ExpectedError("cloud.apiKeyMissing");
  const { apiAddress } = await apiServer(signal);
  for (const { spec } of here) await registry.stop(spec.id);
  await api.deleteEndpoint(one.id, signal).catch((error: unknown) => {
    // Removed by somebody else meanwhile.
    if (!isNotFound(error)) throw error;
  });
  await secrets.cloudEdge(apiAddress, one.url).forget();
  void window.showInformationMessage(l10n.t("The Cloud Endpoint {0} is removed.", hostOf(one)));
}

function hostOf({ url }: LiveCloud): string {
  return inert(new URL(url).host, 253);
}
