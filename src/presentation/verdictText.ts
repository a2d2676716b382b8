// The answer to "would alice@acme.com come in, and why?" in words.
import type { Verdict } from "../identity/accessRule";
import type { ProviderProfile } from "../identity/providerProfile";
import { message, type Message } from "./message";
import { claimText } from "./whoText";

/** @param email as it was asked about */
export function verdictText(verdict: Verdict, email: string | undefined, { name: provider }: Pick<ProviderProfile, "name">): Message {
  switch (verdict.because) {
    case "everyone":
      return message("Comes in: everyone whom {provider} lets sign in may", { provider });
    case "email":
      return message("Comes in: {email} is listed", { email: email ?? "" }, mostAddress);
    case "domain":
      return message("Comes in: everyone at {domain} may", { domain: email?.slice(email.lastIndexOf("@") + 1) ?? "" }, mostAddress);
    case "group":
      return message("Comes in: a group of theirs is listed");
    case "claims":
      return message("Comes in: they have every claim that is asked for");
    case "ruleEmpty":
      return message("Stays out: nobody may come in yet");
    case "noEmail":
      return message("Stays out: addresses are listed, and {provider} gives none", { provider });
    case "emailNotVerified":
      return message("Stays out: nobody vouches for the address");
    case "groupsCut":
      return message("Stays out: {provider} has more groups of them than it tells", { provider });
    case "notListed":
      return message("Stays out: neither the address, its domain nor a group of theirs is listed");
    case "claim":
      return message("Stays out: {claim} is asked for", { claim: claimText(verdict.claim) }, mostAddress);
  }
}

const mostAddress = 360;
