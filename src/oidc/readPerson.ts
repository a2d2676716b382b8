import { ExpectedError } from "../base/expectedError";
import { personFromClaims, type Person } from "../identity/person";
import type { PersonReading } from "../identity/knownProvider";
import type { VerifiedClaims } from "./idTokenVerifier";

/** Whom verified claims are about. @throws ExpectedError oidc.tokenInvalid where they are about nobody, or about somebody of another tenant (S8) */
export function readPerson(claims: VerifiedClaims, asked: readonly string[], reading: PersonReading): Person {
  const person = personFromClaims(claims, asked, reading);
  if (person !== undefined) return person;
  const why = reading.verifiedBy === "entra" ? "sub is missing or too long, or tid is not the issuer's tenant" : "sub is missing or too long";
  throw new ExpectedError("oidc.tokenInvalid", { why });
}
