import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { authorizationVerdict } from "../../../src/diagnostics/authorizationVerdict";
import { knownProviders } from "../../../src/identity/providers/index";
import type { ProviderKind } from "../../../src/identity/providerProfile";
import { askAuthorization } from "../../../src/oidc/askAuthorization";
import { clockDifference } from "../../../src/oidc/inspectDocument";
import { clockFinding } from "../../../src/diagnostics/documentChecks";

const redirectUri = "https://otter.ngrok-free.dev/.portcullis/callback";
const signal = new AbortController().signal;
const request = new URL(`https://idp.example/authorize?${new URLSearchParams({ client_id: "looked-at", redirect_uri: redirectUri, state: "state-of-this-request-1", nonce: "nonce-of-this-request-1", scope: "openid email", prompt: "none" }).toString()}`);

interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

async function verdict(answer: Answer, kind: ProviderKind = "other") {
  const provider = knownProviders[kind];
  const pageMessage = "pageMessage" in provider ? provider.pageMessage.pattern : undefined;
  return authorizationVerdict(await askAuthorization({ url: request, redirectUri, pageMessage, signal, fetch: () => Promise.resolve({ headers: {}, body: "", ...answer }) }), provider);
}

const sentTo = (location: string): Answer => ({ status: 302, headers: { location } });

describe("how an authorization endpoint answers a stranger", () => {
  it("sent back to the redirect URI, it is registered, by whatever error nobody being signed in is called", async () => {
    for (const error of ["login_required", "interaction_required", "consent_required", "account_selection_required", "immediate_failed"]) {
      const { registered, refusal } = await verdict(sentTo(`${redirectUri}?error=${error}&state=x`));
      assert.deepEqual([registered, refusal], ["yes", undefined], error);
    }
    assert.equal((await verdict(sentTo(`${redirectUri}#error=login_required`))).registered, "yes");
  });

  it("sent back with another error, it is registered and the error stands in the way", async () => {
    const { registered, refusal } = await verdict(sentTo(`${redirectUri}?error=invalid_scope&error_description=unknown+scope`));
    assert.deepEqual([registered, refusal?.kind, refusal?.description], ["yes", "scope", "unknown scope"]);
    assert.equal((await verdict(sentTo(`${redirectUri}?error=unauthorized_client`))).refusal?.kind, "other", "known, and not allowed to");
    assert.equal((await verdict(sentTo(`${redirectUri}?error=invalid_client`))).refusal?.kind, "client");
    assert.equal((await verdict(sentTo(`${redirectUri}?error=invalid_request&error_description=code_challenge+required`))).refusal?.kind, "pkce");
  });

  it("an address that only begins like the redirect URI is not it", async () => {
    for (const location of [`${redirectUri}.evil.example/?error=login_required`, `${redirectUri}/more?error=login_required`, "https://otter.ngrok-free.dev.evil.example/.portcullis/callback?error=login_required", "http://otter.ngrok-free.dev/.portcullis/callback?error=login_required"]) {
      assert.notEqual((await verdict(sentTo(location))).registered, "yes", location);
    }
  });

  it("a sign-in page, shown or led to with the whole request in its address, says nothing of the redirect URI", async () => {
    const page: Answer = { status: 200, body: "<title>Sign in</title><form><p>Not a member? Your access_denied requests are not assigned. redirect_uri invalid?</p></form>" };
    const continued = `/login?continue=${encodeURIComponent(request.href)}&redirect_uri=${encodeURIComponent(redirectUri)}&hint=invalid`;
    for (const answer of [page, sentTo(continued), sentTo("https://sso.acme.example/start"), { status: 200, body: "" }]) {
      const { registered, refusal } = await verdict(answer);
      assert.deepEqual([registered, refusal], ["unknown", undefined], JSON.stringify(answer));
    }
  });

  it("the request itself, handed on in an address with another error, is not read as what the provider says", async () => {
    const { registered, refusal } = await verdict(sentTo(`/login?error=session_expired&continue=${encodeURIComponent(`${request.href}&hint=invalid`)}&redirect_uri=${encodeURIComponent(`${redirectUri}?invalid`)}`));
    assert.deepEqual([registered, refusal?.kind, refusal?.error], ["unknown", "other", "session_expired"]);
  });

  it("an error page that nobody knows is in the way, and says nothing of the redirect URI", async () => {
    const { registered, refusal, seen } = await verdict({ status: 500, body: "<h1>Oh</h1><p>Something odd</p>" });
    assert.deepEqual([registered, refusal?.kind, seen], ["unknown", "other", "Oh Something odd"]);
  });

  it("Entra's page has its message in a script", async () => {
    const body = `<script>$Config={"a":1,"strServiceExceptionMessage":"AADSTS50011: The redirect URI does not match"};</script>`;
    assert.equal((await verdict({ status: 200, body }, "entra")).registered, "no");
    assert.equal((await verdict({ status: 200, body: "<script>{\"message\":\"AADSTS50011 is what they say when\"}</script><p>Sign in</p>" }, "entra")).registered, "unknown");
  });

  it("Google's has it packed in its address", async () => {
    const packed = Buffer.from("\n\x15redirect_uri_mismatch\x12\xb0\x01\nYou can't sign in to this app because it doesn't comply with Google's policy", "latin1").toString("base64");
    assert.equal((await verdict(sentTo(`/signin/oauth/error?authError=${encodeURIComponent(packed)}&client_id=looked-at`), "google")).registered, "no");
  });

  it("nothing of what was made up for the request is repeated, and a page is bounded", async () => {
    const { seen } = await verdict({ status: 400, body: `<p>state-of-this-request-1 and nonce-of-this-request-1</p>${"x".repeat(500_000)}` });
    assert.doesNotMatch(seen, /of-this-request/);
    assert.ok(seen.length <= 200);
  });

  it("a page that is made to be read slowly is read all the same: gates run in that process", { timeout: 60_000 }, async () => {
    for (const made of ["<", "<!--", "<script", "</script ", "&", "token ", "redirect_uri ", "<p ", '"strServiceExceptionMessage":']) {
      const { registered } = await verdict({ status: 400, body: made.repeat(200_000 / made.length) }, "entra");
      assert.equal(registered, "unknown", made);
      // So that the deadline is seen to have passed.
      await new Promise((resolve) => void setImmediate(resolve));
    }
  });
});

describe("the provider's clock", () => {
  const at = Date.parse("Sun, 22 Nov 2026 06:00:00 GMT");
  const date = "Sun, 22 Nov 2026 06:00:00 GMT";

  it("differs by no more than is certain: whole seconds, and however long the answer took", () => {
    assert.deepEqual(clockDifference({ date }, at, at + 5000), { least: -1000, most: 5000 });
    assert.equal(clockFinding(clockDifference({ date }, at, at + 300_000)!).outcome, "passed", "a slow answer is no wrong clock");
    assert.equal(clockFinding(clockDifference({ date }, at - 31_000, at - 31_000)!).outcome, "failed");
    assert.equal(clockFinding(clockDifference({ date }, at - 30_000, at - 30_000)!).outcome, "passed");
    assert.equal(clockFinding(clockDifference({ date }, at + 60_000, at + 60_000)!).outcome, "warned");
    assert.equal(clockFinding(clockDifference({ date }, at + 400_000, at + 400_000)!).outcome, "failed");
  });

  it("is as old as a cache on the way says, and unknown without a date", () => {
    assert.equal(clockFinding(clockDifference({ date, age: "3600" }, at + 3_600_000, at + 3_600_500)!).outcome, "passed");
    for (const headers of [{}, { date: "yesterday" }, { date, age: "much" }, { date, age: "-5" }]) assert.equal(clockDifference(headers, at, at), undefined);
  });
});
