// The message to whoever administers the provider: everything they need, nothing that they must not see.
import { knownProviders } from "../../identity/providers";
import { lines, message, type Message } from "../message";
import { linkUrl, wordsOf } from "./guideConsole";
import { redirectUrisOf, signInUrlOf, type GuideState } from "./guideState";
import { applicationName, type GuideStep, type GuideValue, type ProviderGuide } from "./providerGuide";

/** Whether whoever creates the application says in its console who may sign in. */
export function namesPeople({ assign }: ProviderGuide): boolean {
  return assign.some((step) => step.namesPeople === true);
}

/** Undefined while the redirect URIs are not known. */
export function guideRequest(guide: ProviderGuide, state: GuideState): Message | undefined {
  const uris = redirectUrisOf(state);
  if (!uris) return undefined;
  const known = knownProviders[guide.kind];
  const issuer = state.issuer.kind === "found" ? state.issuer.issuer : undefined;
  const console = linkUrl(guide, "console", state);
  const values: Readonly<Record<GuideValue, readonly string[]>> = { name: [applicationName], clientId: [guide.clientId ?? ""], redirectUris: uris, signInUrl: [signInUrlOf(state) ?? ""] };
  const people = state.people.trim();
  const empty = message("");
  let step = 0;
  const numbered = (one: GuideStep): readonly Message[] => {
    const { values: wanted = [], link, note } = one;
    step += 1;
    const carried = [...(step === 1 && link === "console" && console !== undefined ? [console] : []), ...wanted.flatMap((value) => values[value])];
    return [{ message: `${step}. {step}`, args: { step: wordsOf(one, state) } }, ...carried.map((value) => ({ message: `   ${value}`, args: {} })), ...(note === undefined ? [] : [{ message: "   {note}", args: { note: message(note) } }])];
  };
  return lines([
    message("Hello, could you please create an application in {provider} for me? I share work in progress from my computer with it: nobody gets in without signing in at {provider} first.", { provider: known.name }),
    empty,
    ...[...guide.create, guide.result, ...guide.assign].flatMap(numbered),
    empty,
    ...(!namesPeople(guide) ? [] : [people === "" ? message("Whom to assign: me") : message("Whom to assign: {people}", { people }, 300)]),
    message("Scopes: {scopes}", { scopes: known.scopes.join(", ") }),
    empty,
    message("Then please send me the client ID{issuer}, and the client secret by the password manager rather than by mail.", { issuer: issuer === undefined ? message(" and the issuer, which is the organisation's address") : "" }),
  ]);
}
