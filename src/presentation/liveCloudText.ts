import type { LiveCloud } from "../shares/cloud/cloudOffers";
import { cloudDifferenceText } from "./cloudText";
import { message, type Message } from "./message";

/** Whose it is, and who is behind it. */
export function liveCloudDescription({ own, behind }: LiveCloud): Message {
  const whose = own ? message("made by Portcullis") : message("not made by Portcullis");
  if (behind === undefined) return message("{whose}, nobody behind it", { whose });
  return behind.agents === 1 ? message("{whose}, 1 machine behind it", { whose }) : message("{whose}, {count} machines behind it", { whose, count: behind.agents });
}

/** What its policy does, as far as that can be relied on. */
export function liveCloudDetail({ read: { facts, differences } }: LiveCloud): Message {
  const [first] = differences;
  if (first !== undefined || facts === undefined) return cloudDifferenceText(first?.kind ?? "notReadable", first?.what);
  return message("Signs people in at {issuer} with client ID {clientId}", { issuer: issuerHost(facts.issuer), clientId: facts.clientId });
}

function issuerHost(issuer: string): string {
  return URL.canParse(issuer) ? new URL(issuer).host : issuer;
}
