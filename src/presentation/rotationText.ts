// A client secret that takes the place of another, in words.
import type { Outcome } from "../diagnostics/check";
import { lines, message, type Message } from "./message";

/** What became of the old one when it was tried. */
export type OldSecret = "works" | "refused" | "unknown" | "none";

export function oldSecretFrom(outcome: Outcome | undefined): OldSecret {
  if (outcome === undefined) return "none";
  return outcome === "passed" || outcome === "warned" ? "works" : outcome === "failed" ? "refused" : "unknown";
}

/** After the switch: what to do with the old one, and which shares still have it. */
export function rotatedText(provider: string, old: OldSecret, running: number): Message {
  const said: Readonly<Record<OldSecret, Message>> = {
    works: message("The new client secret of {provider} is stored. The old one still works: delete it at the provider once no share uses it.", { provider }),
    refused: message("The new client secret of {provider} is stored. The provider refuses the old one.", { provider }),
    unknown: message("The new client secret of {provider} is stored. Whether the old one still works could not be told: delete it at the provider once no share uses it.", { provider }),
    none: message("The client secret of {provider} is stored.", { provider }),
  };
  const shares = running === 1 ? message("A share still runs with the old one. Restarted, its visitors sign in again.") : message("{count} shares still run with the old one. Restarted, their visitors sign in again.", { count: running });
  return running === 0 ? said[old] : lines([said[old], shares]);
}
