// What can be told of a share while nobody signs in: from the port to what a stranger's browser gets at its address.
import { ExpectedError, type ErrorFacts } from "../base/expectedError";
import { probePort, probeSocket } from "../ports/probePort";
import { upstreamFacts, upstreamName, type Upstream } from "../protocol/upstream";
import { certificateCode } from "../shares/certificateFailure";
import { ngrokRefusal } from "../shares/ngrokRefusal";
import type { Share } from "../shares/share";
import type { Failure } from "../shares/shareState";
import { toFailure } from "../shares/toFailure";
import { onlyVisitorsShow, warningPage, type Check, type Finding } from "./check";
import { isProof, type ShareQuestions } from "./shareSubject";
import { wayChecks } from "./wayChecks";

/** Checks whose question a share does not raise (no API key, no ngrok) are not among them. */
export function shareChecks(asked: ShareQuestions, shown: Share): readonly Check[] {
  const { spec } = shown;
  const now = () => {
    const share = asked.share();
    if (!share) throw new ExpectedError("share.notLive");
    return share;
  };
  return [
    { id: "share.upstream", needs: [], run: async (signal) => upstreamFinding(now(), await listens(spec.upstream, signal)) },
    ...wayChecks(() => Promise.resolve().then(() => wayOf(now())), spec.tunnel.kind === "ngrok"),
    { id: "share.address", needs: ["share.tunnel"], run: (signal) => addressFinding(asked, spec, signal) },
    { id: "share.proof", needs: ["share.address"], run: () => proofFinding(asked, now()) },
    ...(shown.readBack === undefined ? [] : [{ id: "share.readBack", needs: ["share.tunnel"], run: () => Promise.resolve(readBackFinding(now())) } satisfies Check]),
    { id: "share.webSocket", needs: ["share.address"], run: (signal) => (spec.enforcement === "edge" ? Promise.resolve(visitorsWebSocketFinding(now())) : webSocketFinding(asked, spec.id, signal)) },
  ];
}

/** Of a share that is not live its own failure says which part of the way is broken. */
function wayOf({ state, spec, usage }: Share): { readonly origin: string; readonly facts: ErrorFacts } {
  if (state.kind === "failed" || state.kind === "reconnecting") throw new ExpectedError(state.failure.code, state.failure.facts);
  if (state.kind !== "live") throw new ExpectedError("share.notLive");
  return { origin: state.address, facts: { tunnel: spec.tunnel.kind, ...(usage && { requests: usage.requests, people: usage.people }) } };
}

interface Listening {
  readonly listening: boolean;
  readonly protocol: "http" | "https" | "unknown";
}

function listens(upstream: Upstream, signal: AbortSignal): Promise<Listening> {
  return "port" in upstream ? probePort({ host: upstream.address, port: upstream.port, signal }) : probeSocket({ path: upstream.socketPath, signal });
}

const heldBack = { changed: "port.ownerChanged", otherUser: "port.otherUser", exposed: "socket.exposed" } as const;

function upstreamFinding({ spec: { upstream }, listener }: Share, { listening, protocol }: Listening): Finding {
  const facts = { app: upstreamName(upstream) };
  const { verdict } = listener;
  if (verdict === "changed" || verdict === "otherUser" || verdict === "exposed") return { outcome: "failed", facts, failure: { code: heldBack[verdict], facts: upstreamFacts(upstream) } };
  if (!listening) return { outcome: "failed", facts, failure: { code: "port.refused", facts: upstreamFacts(upstream) } };
  // A slow app is an app; one that speaks the other of the two is not what the share expects.
  if (protocol === "unknown" || protocol === upstream.scheme) return { outcome: "passed", facts };
  return { outcome: "failed", facts, failure: { code: "port.otherScheme", facts: { ...upstreamFacts(upstream), expected: upstream.scheme, found: protocol } } };
}

/** Every code with which ngrok answers in the share's place is told as itself (`ngrok-error-code`). The free plan's page before it stands in nobody's way for good. */
async function addressFinding(asked: ShareQuestions, spec: Share["spec"], signal: AbortSignal): Promise<Finding> {
  const seen = await lookAt(asked, spec, signal, false);
  if (seen.outcome !== "passed" || spec.tunnel.kind !== "ngrok") return seen;
  const asVisitor = await lookAt(asked, spec, signal, true);
  return asVisitor.failure?.code === warningPage ? { ...asVisitor, outcome: "warned" } : asVisitor;
}

async function lookAt({ inspection }: ShareQuestions, { id, enforcement }: Share["spec"], signal: AbortSignal, asVisitor: boolean): Promise<Finding> {
  const seen = await inspection.ask(id, "navigation", signal, asVisitor);
  if (!seen) throw new ExpectedError("share.notLive");
  const { answer } = seen;
  if ("error" in answer) return { outcome: "failed", failure: unanswered(answer.error) };
  const facts = { status: answer.status, ...(enforcement === "edge" && { edge: "ngrok" }) };
  const refusal = ngrokRefusal(answer);
  if (refusal) return { outcome: "failed", facts, failure: refusal };
  if (answer.status >= 500) return { outcome: "failed", facts, failure: { code: "proof.inconclusive", facts: { why: `status ${answer.status}` } } };
  return { outcome: "passed", facts };
}

function unanswered(error: unknown): Failure {
  const code = certificateCode(error);
  if (code !== undefined) return { code: "share.certificate", facts: { why: code } };
  const { facts } = toFailure(error);
  const why = error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : String(facts["how"] ?? "no answer");
  return { code: "proof.inconclusive", facts: { why } };
}

async function proofFinding({ inspection }: ShareQuestions, { spec }: Share): Promise<Finding> {
  const outcome = await inspection.prove(spec.id);
  if (!outcome) throw new ExpectedError("share.notLive");
  if (!isProof(outcome)) throw outcome.error;
  if (outcome.kind === "held") return { outcome: "passed" };
  if (outcome.kind === "disproved") return { outcome: "failed", failure: { code: "proof.disproved", facts: { seen: outcome.seen } } };
  return { outcome: "failed", failure: outcome.refusal ?? { code: "proof.inconclusive", facts: { why: outcome.why } } };
}

function readBackFinding({ readBack, state }: Share): Finding {
  if (state.kind === "failed" && state.failure.code.startsWith("edge.")) return { outcome: "failed", failure: state.failure };
  if (readBack?.kind === "same") return { outcome: "passed" };
  const why = readBack?.why ?? "slow";
  return typeof why === "string" ? { outcome: "unknown", facts: { why } } : { outcome: "unknown", failure: why };
}

async function webSocketFinding({ inspection }: ShareQuestions, shareId: string, signal: AbortSignal): Promise<Finding> {
  const seen = await inspection.ask(shareId, "webSocket", signal);
  if (!seen) throw new ExpectedError("share.notLive");
  const reached = seen.decisions.some(({ upgrade, outcome }) => upgrade && outcome === "refused");
  if (reached) return { outcome: "passed" };
  const { answer } = seen;
  if ("error" in answer) return { outcome: "failed", failure: unanswered(answer.error) };
  return { outcome: "failed", failure: ngrokRefusal(answer) ?? { code: "share.webSocketStopped", facts: { status: answer.status } } };
}

/** At the edge a stranger's upgrade ends at ngrok's sign-in, so that nothing but a visitor's can show the way to the gate. */
function visitorsWebSocketFinding({ visitors }: Share): Finding {
  const count = visitors.filter(({ webSocket }) => webSocket === true).length;
  return count > 0 ? { outcome: "passed", facts: { visitors: count } } : { outcome: "unknown", facts: { [onlyVisitorsShow]: 1 } };
}
