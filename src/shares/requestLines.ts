// Requests in the log, a line each (S16, S30): what could be a secret was masked where the request was seen.
import type { Event } from "../base/emitter";
import { inert } from "../base/inert";
import type { RequestRecord } from "../protocol/messages";

/** Where requests are written down, and whether they are wanted now. */
export interface RequestLogSink {
  readonly on: boolean;
  readonly onDidChange: Event<boolean>;
  write(line: string): void;
}

const words: Readonly<Record<RequestRecord["outcome"], string>> = {
  forwarded: "forwarded",
  open: "open path",
  signIn: "sent to sign in",
  refused: "refused",
  ownPage: "Portcullis's own page",
};

/** `GET /orders?page=2 → 200, forwarded, 12 ms, 5120 bytes (share localhost:3000, visitor 4f2a…)`. @param share what it is called */
export function requestLine({ method, target, upgrade, status, outcome, ms, bytes, broken, visitorId, reference }: RequestRecord, share: string): string {
  const answer = status === 0 ? "no answer" : String(status);
  const parts = [answer, words[outcome], `${Math.round(ms)} ms`, `${bytes} bytes`, ...(broken ? ["broken off"] : []), ...(reference === undefined ? [] : [`reference ${inert(reference, 20)}`])];
  const visitor = visitorId === undefined ? "" : `, visitor ${inert(visitorId, 64)}`;
  return `${inert(method, 32)} ${inert(target, 300)}${upgrade ? " (upgrade)" : ""} → ${parts.join(", ")} (share ${inert(share)}${visitor})`;
}

export function droppedLine(dropped: number): string {
  return `${dropped} more requests, too many to write down`;
}
