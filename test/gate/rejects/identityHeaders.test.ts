// S25: what the app is told of the visitor is the gate's word alone.
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { startShare, type RealShare } from "./realShare";

const claims = { sub: "u1", email: "alice@acme.com", email_verified: true, preferred_username: "alice", groups: ["dev", "a,b"] };

/** 33: the very name; 34: with underscores; 35: with another character; 36: in another case; 37 and 39: what names client, host and path; 40: httpoxy. */
function numberOf(name: string): string {
  if (name === "Proxy") return "40";
  if (/[._!]/.test(name)) return name.includes("_") ? "34" : "35";
  if (/user|email|groups|username|token/i.test(name)) return name === "X-Forwarded-User" ? "33" : "36";
  return "39";
}

describe("S25 identity headers", () => {
  let rig: RealShare;
  let cookie: string;
  before(async () => {
    rig = await startShare({ clientAddress: "lastForwardedFor" });
    cookie = await rig.signIn(claims);
  });
  after(() => rig.close());
  beforeEach(() => void rig.app.seen.splice(0));

  const own = () => ({ "x-forwarded-user": "u1", "x-forwarded-email": "alice@acme.com", "x-forwarded-preferred-username": "alice", "x-forwarded-groups": "dev,a%2Cb", "x-forwarded-proto": "http", "x-forwarded-host": `localhost:${rig.app.port}` });
  const normalised = () => {
    const raw = rig.app.seen[0]!.rawHeaders;
    const pairs = new Map<string, string[]>();
    for (let at = 0; at < raw.length; at += 2) {
      const name = raw[at]!.toLowerCase().replace(/[^a-z0-9]/g, "-");
      pairs.set(name, [...(pairs.get(name) ?? []), raw[at + 1]!]);
    }
    return pairs;
  };

  const forged = [
    "X-Forwarded-User", "x-forwarded-user", "X_Forwarded_User", "X.Forwarded.User", "X-Forwarded_User", "x-FORWARDED-email", "X_Forwarded_Email", "X!Forwarded!Email", "X-Forwarded-Groups", "X_FORWARDED_GROUPS",
    "X-Forwarded-Preferred-Username", "X-Forwarded-Preferred_Username", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Forwarded-Port", "X-Forwarded-Prefix", "X-Forwarded-Uri", "X_Forwarded_Proto", "X-Forwarded-Access-Token",
    "Forwarded", "X-Real-IP", "X_Real_IP", "Proxy", "X-Original-URL", "X-Rewrite-URL", "X-Middleware-Subrequest", "X_Middleware_Subrequest", "Portcullis-Proof", "portcullis_proof", "Portcullis-Anything", "X-Forwarded", "X'Forwarded'User", "X*Forwarded*Email", "X~Forwarded~Groups", "X`Forwarded`User", "X^Forwarded^User", "X|Forwarded|User", "X$Forwarded$User", "X&Forwarded&User", "X%Forwarded%User", "X#Forwarded#User", "X+Forwarded+User",
  ];
  for (const name of forged) {
    it(`${numberOf(name)} can't be forged by ${name}`, async () => {
      const answer = await rig.ask("GET /", [`${name}: admin`, `Cookie: ${cookie}`, `${name}: admin2`]);
      assert.equal(answer.status, 200);
      const seen = normalised();
      for (const [header, value] of Object.entries(own())) assert.deepEqual(seen.get(header), [value]);
      assert.ok(!JSON.stringify(rig.app.seen[0]!.rawHeaders).includes("admin"));
    });
  }

  it("38 can't be forged in trailers, nor taken away by naming them in Connection", async () => {
    const body = "5\r\nhello\r\n0\r\nX-Forwarded-User: admin\r\nX_Forwarded_Email: admin\r\nCookie: admin\r\nX-Fine: yes\r\n\r\n";
    const trailers: string[] = [];
    const chunked = await startShare({ beside: rig, answer: (request, response) => request.resume().on("end", () => {
      trailers.push(...request.rawTrailers);
      response.end("ok");
    }) });
    try {
      const session = await chunked.signIn(claims);
      await chunked.raw(`POST / HTTP/1.1\r\nHost: share.example\r\nCookie: ${session}\r\nConnection: close, X-Forwarded-User, X-Forwarded-Email\r\nTransfer-Encoding: chunked\r\n\r\n${body}`);
      assert.deepEqual(trailers, ["X-Fine", "yes"]);
      assert.equal(chunked.app.seen[0]!.headers["x-forwarded-user"], "u1");
    } finally {
      await chunked.close();
    }
  });

  it("39 S22 the client's address is the last element of X-Forwarded-For behind a tunnel, the peer's otherwise", async () => {
    await rig.ask("GET /", [`Cookie: ${cookie}`, "X-Forwarded-For: 1.2.3.4, 10.0.0.1", "X-Forwarded-For: 6.6.6.6, 203.0.113.9"]);
    assert.equal(rig.app.seen[0]!.headers["x-forwarded-for"], "203.0.113.9");
    await rig.ask("GET /", [`Cookie: ${cookie}`, "X-Forwarded-For: evil<script>"]);
    assert.equal(rig.app.seen[1]?.headers["x-forwarded-for"], undefined);
    const peer = await startShare({ beside: rig });
    try {
      await peer.ask("GET /", [`Cookie: ${await peer.signIn()}`, "X-Forwarded-For: 6.6.6.6"]);
      assert.equal(peer.app.seen[0]!.headers["x-forwarded-for"], "127.0.0.1");
    } finally {
      await peer.close();
    }
  });

  it("43 hold nothing but printable ASCII, and decode to exactly what the provider said", async () => {
    const person = { sub: " ü%41,日\u{1f600} ", email: "jörg@acme.com", email_verified: true, preferred_username: "a%b" };
    const session = await rig.signIn(person);
    await rig.ask("GET /", [`Cookie: ${session}`]);
    const { headers } = rig.app.seen[0]!;
    for (const [name, value] of [["x-forwarded-user", person.sub], ["x-forwarded-email", person.email], ["x-forwarded-preferred-username", person.preferred_username]] as const) {
      assert.match(String(headers[name]), /^[\x21-\x7e]+$/);
      assert.equal(decodeURIComponent(String(headers[name])), value);
    }
  });

  it("43 S16 CR and LF in a claim inject nothing", async () => {
    const injecting = "x\r\nX-Injected: 1";
    rig.gate.setRule({ everyone: true, emails: [], domains: [] });
    // A subject with control characters is none; nobody comes in.
    assert.equal(await rig.signIn({ sub: injecting }).catch(() => undefined), undefined);
    await rig.ask("GET /", [`Cookie: ${await rig.signIn({ sub: "u7", email: `a@acme.com${injecting}`, email_verified: true, preferred_username: injecting, groups: [injecting] })}`]);
    assert.equal(rig.app.seen[0]?.headers["x-forwarded-user"], "u7");
    assert.equal(rig.app.seen[0].headers["x-injected"], undefined);
    assert.equal(rig.app.seen[0].headers["x-forwarded-email"], undefined);
  });

  it("91 S8 tell no address that the provider did not verify, unless it vouches for them", async () => {
    const unverified = { sub: "u9", email: "eve@acme.com" };
    rig.gate.setRule({ everyone: true, emails: [], domains: [] });
    await rig.ask("GET /", [`Cookie: ${await rig.signIn(unverified)}`]);
    assert.equal(rig.app.seen.at(-1)?.headers["x-forwarded-email"], undefined);
    const vouching = await startShare({ beside: rig, vouchesForEmail: true });
    try {
      await vouching.ask("GET /", [`Cookie: ${await vouching.signIn(unverified)}`]);
      assert.equal(vouching.app.seen[0]!.headers["x-forwarded-email"], "eve@acme.com");
    } finally {
      await vouching.close();
    }
  });

  it("128 leave the app's own Authorization alone", async () => {
    await rig.ask("GET /", [`Cookie: ${cookie}`, "Authorization: Bearer the-app's-own"]);
    assert.equal(rig.app.seen[0]!.headers.authorization, "Bearer the-app's-own");
  });
});
