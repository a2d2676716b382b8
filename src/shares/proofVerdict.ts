// Pure: what the answers that a stranger got say about a share.
import type { ProofDecision } from "../protocol/messages";
import type { Enforcement } from "../protocol/shareSpec";
import { ngrokRefusal } from "./ngrokRefusal";
import type { Failure } from "./shareState";
import type { StrangerAnswer, StrangerKind } from "./strangerRequest";

export interface Asked {
  readonly kind: StrangerKind;
  readonly path: string;
  /** What came back; or why nothing did. */
  readonly answer: StrangerAnswer | { readonly failed: string; readonly refusal?: Failure | undefined };
  /** Under `edge`: where the redirects led, followed by hand within ngrok's hosts. */
  readonly ledTo?: string | undefined;
}

export interface ProofFacts {
  readonly publicOrigin: string;
  readonly enforcement: Enforcement;
  readonly authorizationEndpoint: string;
  readonly clientId: string;
}

/** `refusal`: ngrok's own word for it, from `ngrok-error-code`. */
export type ProofVerdict =
  | { readonly kind: "held" }
  | { readonly kind: "disproved"; readonly seen: string }
  | { readonly kind: "inconclusive"; readonly why: string; readonly refusal?: Failure };

export const edgeCallback = "https://idp.ngrok.com/oauth2/callback";

const redirects = new Set([301, 302, 303, 307, 308]);

/** @param decisions what the gate says it decided for these very requests */
export function proofVerdict(facts: ProofFacts, asked: readonly Asked[], decisions: readonly ProofDecision[]): ProofVerdict {
  const forwarded = decisions.find(({ outcome }) => outcome === "wouldForward");
  if (forwarded) return { kind: "disproved", seen: `${forwarded.method} ${forwarded.path} would have reached the port` };
  let doubt: Extract<ProofVerdict, { readonly kind: "inconclusive" }> | undefined;
  for (const one of asked) {
    const verdict = facts.enforcement === "gate" ? gateAnswer(facts, one, decisions) : edgeAnswer(facts, one, decisions);
    if (verdict.kind === "disproved") return verdict;
    // Of several reasons the one that ngrok gives says most.
    if (verdict.kind === "inconclusive" && (doubt === undefined || (!doubt.refusal && verdict.refusal))) doubt = verdict;
  }
  if (doubt) return doubt;
  return asked.length === 0 ? { kind: "inconclusive", why: "nothing was asked" } : { kind: "held" };
}

function common({ kind, path, answer }: Asked): ProofVerdict | StrangerAnswer {
  if ("failed" in answer) return { kind: "inconclusive", why: answer.failed, ...(answer.refusal && { refusal: answer.refusal }) };
  if (answer.upgraded || answer.status === 101) return { kind: "disproved", seen: `a WebSocket to ${path} was accepted (101)` };
  const refusal = ngrokRefusal(answer);
  if (refusal) return { kind: "inconclusive", why: refusal.code.replace("ngrok.", ""), refusal };
  if (answer.status >= 500) return { kind: "inconclusive", why: `status ${answer.status} for ${kind} ${path}` };
  return answer;
}

function gateAnswer(facts: ProofFacts, asked: Asked, decisions: readonly ProofDecision[]): ProofVerdict {
  const answer = common(asked);
  if ("kind" in answer) return answer;
  const seen = `${asked.kind} ${asked.path} was answered with ${answer.status}`;
  const own = decisions.filter(({ path, method, upgrade }) => path === asked.path && method === methodOf(asked.kind) && upgrade === (asked.kind === "webSocket"));
  if (own.length === 0) return { kind: "disproved", seen: `${seen}, and not by this share's gate` };
  if (asked.kind === "navigation") {
    // Strangers who begin many sign-ins must not be able to end a share.
    if (answer.status === 429 && own.some(({ outcome, status }) => outcome === "refused" && status === 429)) return { kind: "inconclusive", why: "too many people begin to sign in" };
    const location = answer.headers.location;
    if (answer.status !== 302 || location === undefined) return { kind: "disproved", seen };
    const problem = signInProblem(facts, location, `${facts.publicOrigin}/.portcullis/callback`);
    if (problem !== undefined) return { kind: "disproved", seen: problem };
    const state = new URL(location).searchParams.get("state");
    const made = own.some((one) => one.outcome === "signIn" && one.state !== undefined && one.state === state);
    return made ? { kind: "held" } : { kind: "disproved", seen: "the sign-in that was offered is not this gate's" };
  }
  if (answer.status !== 401 || !own.some(({ outcome, status }) => outcome === "refused" && status === 401)) return { kind: "disproved", seen };
  return { kind: "held" };
}

function edgeAnswer(facts: ProofFacts, asked: Asked, decisions: readonly ProofDecision[]): ProofVerdict {
  const answer = common(asked);
  if (decisions.length > 0) return { kind: "disproved", seen: "requests came through ngrok's edge without a sign-in" };
  if ("kind" in answer) return answer;
  const seen = `${asked.kind} ${asked.path} was answered with ${answer.status}`;
  if (redirects.has(answer.status)) {
    const problem = signInProblem(facts, asked.ledTo ?? "", edgeCallback);
    return problem === undefined ? { kind: "held" } : { kind: "disproved", seen: problem };
  }
  // Only a navigation has to be led to the sign-in; a refusal is as good for the rest.
  const refused = asked.kind !== "navigation" && (answer.status === 401 || answer.status === 403);
  return refused ? { kind: "held" } : { kind: "disproved", seen };
}

/** Why `location` is not the provider's own sign-in for this client; undefined when it is. */
function signInProblem(facts: ProofFacts, location: string, callback: string): string | undefined {
  if (!URL.canParse(location)) return "a redirect led nowhere";
  const url = new URL(location);
  const expected = new URL(facts.authorizationEndpoint);
  if (url.origin !== expected.origin || url.pathname !== expected.pathname) return `a redirect led to ${url.host}, not to the provider's sign-in`;
  if (!hasOnly(url, "client_id", facts.clientId)) return "the sign-in is another client's";
  if (!hasOnly(url, "redirect_uri", callback)) return "the sign-in would return to another address";
  return undefined;
}

/** Of a repeated parameter it can't be known which one the provider reads. */
function hasOnly({ searchParams }: URL, name: string, value: string): boolean {
  const [first, ...more] = searchParams.getAll(name);
  return first === value && more.length === 0;
}

function methodOf(kind: StrangerKind): string {
  return kind === "post" ? "POST" : kind === "options" ? "OPTIONS" : "GET";
}
