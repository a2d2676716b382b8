import { inert } from "../base/inert";

/** What an answer that is no success says of the reason: OAuth's members, Okta's (errorCode, errorSummary), or a message. Empty where it says none. */
export function spokenError(body: string): string {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return "";
  }
  if (typeof json !== "object" || json === null) return "";
  const said = new Map<string, unknown>(Object.entries(json));
  const [what, why] = [["error", "errorCode", "code"], ["error_description", "errorSummary", "message"]].map((names) => names.map((name) => said.get(name)).find((value) => typeof value === "string"));
  return inert([what, why].filter((part) => part !== undefined).join(": "), 200);
}
