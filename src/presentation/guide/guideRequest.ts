// The message to whoever administers the provider: everything they need, nothing that they must not see.
import { knownProviders } from "../../identity/providers";
import { lines, message, type Message } from "../message";
import { redirectUrisOf, signInUrlOf, type GuideState } from "./guideState";
import type { GuideStep, GuideValue, ProviderGuide } from "./providerGuide";

/** What the application is called at the provider. */
export const applicationName = "Portcullis";

/** Undefined while the redirect URIs are not known. */
export function guideRequest(guide: ProviderGuide, state: GuideState): Message | undefined {
  const uris = redirectUrisOf(state);
  if (!uris) return undefined;
  const known = knownProviders[guide.kind];
  const issuer = state.issuer.kind === "found" ? state.issuer.issuer : undefined;
  const console = issuer === undefined ? undefined : known.consoleUrl(issuer);
  const values: Readonly<Record<GuideValue, readonly string[]>> = { name: [applicationName], redirectUris: uris, signInUrl: [signInUrlOf(state) ?? ""] };
  const people = state.people.trim();
  const empty = message("");
  let step = 0;
  const numbered = ({ text, values: wanted = [], link, note }: GuideStep): readonly Message[] => {
    step += 1;
    const carried = [...(step === 1 && link === "console" && console !== undefined ? [console] : []), ...wanted.flatMap((value) => values[value])];
    return [{ message: `${step}. {step}`, args: { step: message(text) } }, ...carried.map((value) => ({ message: `   ${value}`, args: {} })), ...(note === undefined ? [] : [{ message: "   {note}", args: { note: message(note) } }])];
  };
  return lines([
    message("Hello, could you please create an application in {provider} for me? I share work in progress from my computer with it: nobody gets in without signing in at {provider} first.", { provider: known.name }),
    empty,
    ...[...guide.create, guide.result, ...guide.assign].flatMap(numbered),
    empty,
    people === "" ? message("Whom to assign: me") : message("Whom to assign: {people}", { people }, 300),
    message("Scopes: {scopes}", { scopes: known.scopes.join(", ") }),
    empty,
    message("Then please send me the client ID{issuer}, and the client secret by the password manager rather than by mail.", { issuer: issuer === undefined ? message(" and the issuer, which is the organisation's address") : "" }),
  ]);
}
