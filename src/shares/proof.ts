// The proof: a stranger's requests against the very pipeline that will be live. Only this file makes a proven address.
import { randomBytes, randomInt } from "node:crypto";
import { systemClock, type Clock } from "../base/clock";
import { abortable } from "../base/deadline";
import { ExpectedError } from "../base/expectedError";
import type { ProofDecision } from "../protocol/messages";
import type { RootCertificates } from "../protocol/shareSpec";
import { ngrokRefusal } from "./ngrokRefusal";
import { patienceWith } from "./patience";
import { proofVerdict, type Asked, type ProofFacts, type ProofVerdict } from "./proofVerdict";
import type { ProvenAddress } from "./provenAddress";
import type { Failure } from "./shareState";
import { strangerKinds, strangerRequest, type StrangerAnswer, type StrangerKind } from "./strangerRequest";

const mostHops = 3;
const againAfterMs = [300, 500, 1000, 2000] as const;

/** The gate's side of the proof, in the agent process. */
export interface ProofWitness {
  /** @returns what a visitor has just loaded, where a cache might stand in front of the gate (S17) */
  expect(marker: string, signal: AbortSignal): Promise<{ readonly loaded?: string | undefined }>;
  collect(marker: string, signal: AbortSignal): Promise<readonly ProofDecision[]>;
}

export interface ProofOptions extends ProofFacts {
  readonly rootCertificates: RootCertificates | undefined;
  readonly witness: ProofWitness;
}

export type Proof = { readonly kind: "held"; readonly address: ProvenAddress } | Exclude<ProofVerdict, { readonly kind: "held" }>;

/**
 * `all`: every kind of request, on `/` and on a random deep path. `sample`: `/` as a browser opens it, and one of the others by chance:
 * what is asked again and again of a live share counts for the month's requests at ngrok, and what changed there shows itself soon.
 */
export type ProofExtent = "all" | "sample";

/** Asks once. */
export async function prove(options: ProofOptions, signal: AbortSignal, extent: ProofExtent = "all"): Promise<Proof> {
  const marker = randomBytes(24).toString("base64url");
  const { loaded } = await options.witness.expect(marker, signal);
  const paths = ["/", `/${randomBytes(6).toString("hex")}/${randomBytes(6).toString("hex")}`, ...(loaded === undefined ? [] : [loaded])];
  const [first, ...rest] = paths.flatMap((path) => strangerKinds.map((kind) => ({ kind, path })));
  const questions = extent === "all" ? [first, ...rest] : [first, rest[randomInt(rest.length)]];
  const asked = await Promise.all(questions.filter((one) => one !== undefined).map(({ kind, path }) => ask(options, kind, path, marker, signal)));
  signal.throwIfAborted();
  const verdict = proofVerdict(options, asked, await options.witness.collect(marker, signal));
  return verdict.kind === "held" ? { kind: "held", address: options.publicOrigin as ProvenAddress } : verdict;
}

/**
 * Asks until there is an answer that counts, `boundMs` at the most.
 * @returns the address of a held proof; rejects with `proof.disproved`, `proof.inconclusive` or the code that ngrok answers with
 */
export async function proveWithin({ boundMs, clock = systemClock }: { readonly boundMs: number; readonly clock?: Clock }, options: ProofOptions, signal: AbortSignal): Promise<ProvenAddress> {
  const end = clock.now() + boundMs;
  for (let attempt = 0; ; attempt += 1) {
    const proof = await prove(options, signal);
    if (proof.kind === "held") return proof.address;
    if (proof.kind === "disproved") throw new ExpectedError("proof.disproved", { seen: proof.seen });
    // What will be answered tomorrow as well needs no second question.
    if (proof.refusal && patienceWith(proof.refusal.code) === "none") throw toError(proof.refusal);
    const wait = againAfterMs[Math.min(attempt, againAfterMs.length - 1)] ?? 2000;
    if (clock.now() + wait > end) throw proof.refusal ? toError(proof.refusal) : new ExpectedError("proof.inconclusive", { why: proof.why });
    await abortable(new Promise<void>((resolve) => void clock.after(wait, resolve)), signal);
  }
}

/** One request of a stranger's, and what the gate says that it decided for it. Redirects are read, not followed. @param asVisitor as `strangerRequest` */
export async function askAsStranger(options: ProofOptions, kind: StrangerKind, signal: AbortSignal, asVisitor = false): Promise<{ readonly answer: StrangerAnswer | { readonly error: unknown }; readonly decisions: readonly ProofDecision[] }> {
  const marker = randomBytes(24).toString("base64url");
  await options.witness.expect(marker, signal);
  const answer = await strangerRequest(new URL(options.publicOrigin), kind, { marker, rootCertificates: options.rootCertificates, signal, asVisitor }).catch((error: unknown) => ({ error }));
  signal.throwIfAborted();
  return { answer, decisions: await options.witness.collect(marker, signal) };
}

async function ask(options: ProofOptions, kind: StrangerKind, path: string, marker: string, signal: AbortSignal): Promise<Asked> {
  const request = { marker, rootCertificates: options.rootCertificates, signal };
  try {
    const url = new URL(path, options.publicOrigin);
    const answer = await strangerRequest(url, kind, request);
    if (options.enforcement === "gate") return { kind, path, answer };
    return { kind, path, answer, ledTo: await followAtEdge(url, answer.headers.location, options, request) };
  } catch (error) {
    signal.throwIfAborted();
    return { kind, path, answer: { failed: error instanceof Error ? reason(error) : "no answer", refusal: error instanceof HopRefused ? error.refusal : undefined } };
  }
}

/** Up to three hops within the share's own host and ngrok's; the first address outside is the answer. */
async function followAtEdge(start: URL, location: string | undefined, options: ProofOptions, request: Parameters<typeof strangerRequest>[2]): Promise<string | undefined> {
  let from = start;
  let next = location;
  for (let hop = 0; hop <= mostHops; hop += 1) {
    if (next === undefined || !URL.canParse(next, from.href)) return undefined;
    const url = new URL(next, from);
    const withinNgrok = url.origin === options.publicOrigin || (url.protocol === "https:" && /(^|\.)ngrok\.com$/.test(url.hostname));
    if (!withinNgrok) return url.href;
    if (hop === mostHops) return undefined;
    const answer = await strangerRequest(url, "navigation", request);
    // A hop that fails says nothing of where it would have led.
    const refusal = ngrokRefusal(answer);
    if (refusal) throw new HopRefused(`${url.host}: ${refusal.code}`, refusal);
    if (answer.status >= 500) throw new Error(`${url.host}: status ${answer.status}`);
    from = url;
    next = answer.headers.location;
  }
  return undefined;
}

/** ngrok answered on the way to the provider's sign-in. */
class HopRefused extends Error {
  constructor(
    message: string,
    readonly refusal: Failure,
  ) {
    super(message);
  }
}

function toError({ code, facts }: Failure): ExpectedError {
  return new ExpectedError(code, facts);
}

function reason(error: Error): string {
  return "code" in error && typeof error.code === "string" ? error.code : error.name === "TimeoutError" ? "no answer within 10 s" : error.message.slice(0, 200);
}
