// What providers say in their own words when a sign-in can't work as it is configured, and what helps. The words are looked for
// in the facts of a failure, which are inert already: punctuation in them may be a look-alike.
import type { ErrorFacts } from "../base/expectedError";
import { message, type Message } from "./message";

const known: readonly (readonly [words: RegExp, advice: string])[] = [
  // Okta
  [/redirect.uri. parameter must be a Login redirect URI/i, "Add the redirect URI of this share to the application's sign-in redirect URIs, in Okta under General."],
  [/not assigned to the client application/i, "Assign the person, or a group of theirs, to the application, in Okta under Assignments."],
  [/\bE0000015\b/, "This Okta organization has no authorization servers of its own. Use the issuer without /oauth2/default."],
  [/Policy evaluation failed for this request/i, "Give Okta's authorization server an access policy with a rule for this application, or use the issuer without /oauth2/default."],
  // ngrok's edge sends no PKCE; the gate does.
  [/PKCE code challenge is required|Missing parameter: code.challenge.method/i, "ngrok's edge sends no PKCE. Switch the demand for it off in the application, or let this machine do the sign-in."],
  // Microsoft Entra ID
  [/\bAADSTS50011\b/, "Add the redirect URI of this share to the app registration, as a Web redirect URI."],
  [/\bAADSTS50105\b/, "Assign the person, or a group of theirs, to the enterprise application."],
  [/\bAADSTS7000215\b/, "Take the secret's value and not its ID. Entra shows the value once, when the secret is made."],
  [/\bAADSTS7000222\b/, "The client secret has expired. Make a new one in the app registration."],
  // Google, Keycloak, Auth0
  [/\bredirect.uri.mismatch\b/i, "Add the redirect URI of this share to the client's authorized redirect URIs."],
  [/Invalid parameter: redirect.uri/i, "Add the redirect URI of this share to the client's valid redirect URIs."],
  [/Callback URL mismatch/i, "Add the redirect URI of this share to the application's allowed callback URLs."],
  [/issuer did not match the issuer returned by provider/i, "The issuer has to be written as its discovery document says, to the letter. Save the provider again to take it over."],
];

/** @returns undefined where the provider's words are none that are known */
export function providerAdvice(facts: ErrorFacts): Message | undefined {
  const said = Object.values(facts).filter((fact) => typeof fact === "string");
  const advice = known.find(([words]) => said.some((text) => words.test(text)))?.[1];
  return advice === undefined ? undefined : message(advice);
}
