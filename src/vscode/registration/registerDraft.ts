// What the dialogue of the set-up by API knows so far, and what it needs to know more.
import { ExpectedError } from "../../base/expectedError";
import type { ProviderKind } from "../../identity/providerProfile";
import type { DiscoveredProviderRecord } from "../../protocol/messages";
import type { AdminChannel } from "../../registration/adminCall";
import type { AdminHost } from "../../registration/adminHost";
import type { AdminToken } from "../../registration/adminToken";
import { addressesOf } from "../../registration/clientToRegister";
import type { OktaGroup } from "../../registration/okta/oktaRecords";
import { registrationApiOf, setUpByApi, type MadeByApi, type RegistrationApi } from "../../registration/setUpByApi";
import type { ShareDialogParts } from "../dialog/draft";
import type { SavedSecrets } from "../stores/savedSecrets";
import type { ProviderSettings } from "../stores/providerSettings";

export interface RegisterParts {
  readonly registry: Pick<ShareDialogParts["registry"], "shares" | "discover" | "learnOrigin">;
  readonly secrets: Pick<SavedSecrets, "authtoken" | "save">;
  readonly providers: Pick<ProviderSettings, "read" | "save">;
  readonly channel: AdminChannel;
  /** Says what happened beside the dialogue, which may be gone. */
  readonly showFailure: (failure: ExpectedError) => void;
}

/** Where the provider is, and that its admin token may go there (S27). */
export interface Place {
  readonly kind: ProviderKind;
  readonly discovered: DiscoveredProviderRecord;
  readonly host: AdminHost;
  readonly api: RegistrationApi;
}

export interface RegisterDraft {
  readonly kind: ProviderKind | undefined;
  readonly place: Place | undefined;
  /** Of the share. */
  readonly origin: string | undefined;
  readonly name: string | undefined;
  readonly reviewed: boolean;
  readonly token: AdminToken | undefined;
  /** Those that were found when the token was tried. */
  readonly groups: readonly OktaGroup[];
  /** `left`: something is or may be left at the provider, which was said. */
  readonly end: { readonly made: MadeByApi; readonly groups: number } | "left" | undefined;
}

export const emptyRegisterDraft: RegisterDraft = { kind: undefined, place: undefined, origin: undefined, name: undefined, reviewed: false, token: undefined, groups: [], end: undefined };

/** A draft in which place, address and name are known. */
export function planned({ place, origin, name }: RegisterDraft): { readonly place: Place; readonly origin: string; readonly name: string } {
  if (!place || origin === undefined || name === undefined) throw new Error("This is asked for before place, address and name");
  return { place, origin, name };
}

export function placeOf(kind: ProviderKind, discovered: DiscoveredProviderRecord, host: AdminHost): Place {
  return { kind, discovered, host, api: registrationApiOf(kind, discovered, host) };
}

/**
 * Makes the client and saves it. What is left at the provider is said at once, since the dialogue may be gone by then.
 *
 * @throws ExpectedError `registration.*` where nothing is left; Cancelled
 */
export async function finish(parts: RegisterParts, draft: RegisterDraft, groups: readonly OktaGroup[], signal: AbortSignal): Promise<RegisterDraft> {
  const { place, origin, name } = planned(draft);
  if (!draft.token) throw new Error("A client is made before there is a token");
  const plan = { ...place, client: { name, ...addressesOf(origin) }, groups };
  const saved = () => parts.providers.read().profiles;
  const save = ({ profile, stored, registration }: MadeByApi) => parts.secrets.save({ client: { profile, stored }, registration }, () => parts.providers.save(profile));
  try {
    return { ...draft, end: { made: await setUpByApi({ channel: parts.channel, saved, save }, plan, draft.token, signal), groups: groups.length } };
  } catch (error) {
    if (!isLeft(error)) throw error;
    parts.showFailure(error);
    if (error.cause instanceof ExpectedError) parts.showFailure(error.cause);
    return { ...draft, end: "left" };
  }
}

function isLeft(error: unknown): error is ExpectedError {
  return error instanceof ExpectedError && (error.code === "registration.notUndone" || error.code === "registration.perhapsMade");
}
