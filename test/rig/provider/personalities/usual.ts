// What several providers have alike.
import { createHash } from "node:crypto";
import type { Personality, Places } from "../personality";

export const profile = ["name", "preferred_username"];
export const email = ["email", "email_verified"];

/** The members that every document has to have, and those that most have. */
export function endpoints(places: Places): Readonly<Record<string, unknown>> {
  return {
    issuer: places.issuer,
    authorization_endpoint: places.at("authorization"),
    token_endpoint: places.at("token"),
    userinfo_endpoint: places.at("userinfo"),
    jwks_uri: places.at("jwks"),
    response_types_supported: ["code"],
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: ["RS256"],
  };
}

/** An ID for a group's name, the same for the same name. */
export function groupId(name: string): string {
  const hash = createHash("sha256").update(name).digest("hex");
  return [hash.slice(0, 8), hash.slice(8, 12), hash.slice(12, 16), hash.slice(16, 20), hash.slice(20, 32)].join("-");
}

export const basicAndPost: Personality["authMethods"] = ["client_secret_basic", "client_secret_post", "none"];
