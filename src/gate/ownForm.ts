import type { Clock } from "../base/clock";
import { isCrossSiteAction } from "./crossSite";
import type { Exchange } from "./exchange";
import type { PublicOrigin } from "./publicOrigin";
import { headerTokens } from "./rawHeaders";
import { readForm } from "./readForm";
import { sameSecret } from "./seal";
import type { Session } from "./sessions";

/** The fields of a form that the gate itself gave to this very session, posted from the share's own pages (S26). Undefined for any other. */
export async function ownForm(exchange: Exchange, session: Session, { origin, clock }: { readonly origin: PublicOrigin; readonly clock: Clock }): Promise<URLSearchParams | undefined> {
  const isForm = headerTokens(exchange.headers, "content-type")[0]?.startsWith("application/x-www-form-urlencoded") === true;
  const form = isForm ? await readForm(exchange, clock) : undefined;
  if (isCrossSiteAction(exchange, origin) || !sameSecret(form?.get("token") ?? "", session.formToken)) return undefined;
  return form;
}
