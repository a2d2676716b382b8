// S14, S20: no profile that a folder, a link or a hand puts there makes a stored secret leave for anywhere but where it belongs. The wire is watched.
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { systemClock } from "../../../../src/base/clock";
import { Cancelled, ExpectedError } from "../../../../src/base/expectedError";
import { tryClient } from "../../../../src/diagnostics/tryClient";
import { readSharedProviders } from "../../../../src/identity/sharedProvider";
import type { ProviderProfile } from "../../../../src/identity/providerProfile";
import { newShareId, ShareRegistry } from "../../../../src/shares/shareRegistry";
import { clientSecrets, originsOf } from "../../../../src/shares/secretKeys";
import { savedClient } from "../../../../src/vscode/dialog/savedClient";
import { takeProposal } from "../../../../src/vscode/providers/takeProposal";
import { ProposalAnswers } from "../../../../src/vscode/stores/proposalAnswers";
import { SavedSecrets } from "../../../../src/vscode/stores/savedSecrets";
import { MemoryLog } from "../../../fakes/memoryLog";
import { MemoryProviders } from "../../../fakes/memoryProviders";
import { MemorySecrets } from "../../../fakes/memorySecrets";
import { MemorySessions } from "../../../fakes/memorySessions";
import { freePort } from "../../../rig/freePort";
import { noFaults } from "../../../rig/provider/faults";
import { startProvider, type RunningProvider } from "../../../rig/provider/startProvider";
import { buildAgentForTests } from "../../../rig/shareRig";
import { startPlainApp } from "../../../rig/upstreams/plainApp";
import { Visitor } from "../../../rig/visitor";
import { carrying, startLookAlike, watchedFetch, type OnTheWire } from "../../../rig/wire";

const clientId = "portcullis.at_acme";
const secret = "wire-s3cret/of+the=rig~&%26-0123456789";
const never = new AbortController().signal;

describe("S14 S20 the wire while other providers are proposed under known names", { timeout: 280_000 }, () => {
  let provider: RunningProvider;
  let lookAlike: Awaited<ReturnType<typeof startLookAlike>>;
  let app: Awaited<ReturnType<typeof startPlainApp>>;
  let agent: Awaited<ReturnType<typeof buildAgentForTests>>;
  let registry: ShareRegistry;
  let port: number;
  let own: ProviderProfile;
  const sent: OnTheWire[] = [];
  const secrets = new SavedSecrets(new MemorySecrets());

  before(async () => {
    [provider, lookAlike, app, agent, port] = await Promise.all([startProvider({ personality: "generic", clients: [{ clientId, clientSecret: secret }] }), startLookAlike(), startPlainApp(), buildAgentForTests(), freePort()]);
    registry = new ShareRegistry({ agentPath: agent.path, clock: systemClock, log: new MemoryLog(), fetch: watchedFetch(lookAlike.port, sent), certificateChecksOff: () => false, sessions: new MemorySessions() });
    own = { id: "acme", name: "Acme", kind: "other", issuer: provider.issuer, clientId, clientAuthentication: "client_secret_basic", scopes: ["openid", "email"] };
    provider.register(`http://localhost:${port}/.portcullis/callback`);
    const endpoints = originsOf(await registry.discover(own.issuer, never));
    await secrets.save({ client: { profile: own, stored: { clientSecret: secret, endpoints } } }, () => Promise.resolve());
  });

  after(async () => {
    await registry.dispose();
    await Promise.all([provider.close(), lookAlike.close(), app.close()]);
    await agent.remove();
  });

  beforeEach(() => {
    sent.length = 0;
    lookAlike.seen.length = 0;
    Object.assign(provider.faults, noFaults());
    delete lookAlike.says.issuer;
    delete lookAlike.says.token;
  });

  /** As the dialogue does for a profile that is saved, and as a visitor then signs in. @returns the code of what stopped it */
  async function shareAndSignIn(profile: ProviderProfile): Promise<string | undefined> {
    const { clientSecret, endpoints } = await savedClient({ secrets }, profile);
    const id = newShareId();
    try {
      const address = await registry.start(
        { id, upstream: { scheme: "http", address: "127.0.0.1", port: app.port }, provider: profile, rule: { everyone: false, emails: [], domains: ["acme.com"] }, enforcement: "gate", tunnel: { kind: "local", port } },
        { ...(clientSecret !== undefined && clientSecret !== "" && { clientSecret }), ...(endpoints && { endpoints }) },
        { signal: never },
      );
      const visitor = new Visitor({ resolve: (host) => (host === "localhost" ? undefined : { host: "127.0.0.1", port: lookAlike.port }) });
      await visitor.navigate(address, { as: "alice@acme.com" }).catch(() => undefined);
      return undefined;
    } catch (error) {
      if (error instanceof ExpectedError) return error.code;
      throw error;
    } finally {
      await registry.stop(id);
    }
  }

  /** A folder's proposal of this shape, which the person takes, and whose secret they don't type. */
  async function takeFromFolder(shape: Partial<ProviderProfile>): Promise<"refused" | "asked" | "kept"> {
    const { id: _, ...entry } = { ...own, ...shape };
    const [proposal] = readSharedProviders([entry]).proposals;
    if (!proposal) return "refused";
    const asked: string[] = [];
    const parts = {
      providers: new MemoryProviders([own]),
      secrets,
      registry,
      answers: new ProposalAnswers({ get: () => undefined, update: () => Promise.resolve() }),
      confirm: () => Promise.resolve(true),
      askSecret: ({ issuer }: ProviderProfile) => {
        asked.push(issuer);
        return Promise.reject(new Cancelled());
      },
      signal: never,
    };
    const taken = await takeProposal(parts, proposal, "folder").catch((error: unknown) => {
      if (error instanceof Cancelled || error instanceof ExpectedError) return undefined;
      throw error;
    });
    if (taken) return "kept";
    return asked.length > 0 ? "asked" : "refused";
  }

  const assertNothingLeft = () => assert.deepEqual(carrying([...sent, ...lookAlike.seen], secret), []);

  it("carries the secret to its own token endpoint, where the look-out finds it", async () => {
    assert.equal(await shareAndSignIn(own), undefined);
    assert.deepEqual([...new Set(carrying(sent, secret))], [provider.endpoint("token")]);
    assert.ok(app.requests.length > 0, "the sign-in was whole");
    assert.deepEqual(lookAlike.seen, []);
  });

  it("the look-out finds a secret in every form", () => {
    const text = (one: string) => [{ at: "x", text: `a ${one} b` }];
    const all = [secret, encodeURIComponent(secret), Buffer.from(`${encodeURIComponent(clientId)}:${encodeURIComponent(secret)}`).toString("base64"), Buffer.from(`someone else:${secret}, and more`).toString("base64"), Buffer.from(`x${secret}`).toString("base64url"), Buffer.from(secret).toString("hex").toUpperCase(), `client_secret=${new URLSearchParams({ s: secret }).toString().slice(2)}`, JSON.stringify({ secret })];
    for (const one of all) assert.deepEqual(carrying(text(one), secret), ["x"], one);
    assert.deepEqual(carrying(text(`${secret.slice(0, 10)}…`), secret), []);
  });

  /** How an attacker writes an issuer that is to be taken for the genuine one. @param at where the genuine one is, and the look-alike's port */
  const lookAlikes: Readonly<Record<string, (genuine: URL, other: number) => string>> = {
    "another issuer": () => "https://evil.example",
    "another port of the same host": (_, other) => `http://localhost:${other}`,
    "a user before the host": (genuine, other) => `http://${genuine.host}@127.0.0.1:${other}`,
    "a sub-domain of another's": (genuine) => `https://${genuine.hostname}.evil.example`,
    "a letter that looks alike": () => "https://аcme.example",
    "the same as the network writes it": () => "https://xn--cme-5cd.example",
    "capitals": (genuine) => `http://LOCALHOST:${genuine.port}`,
    "a slash more": (genuine) => `${genuine.origin}/`,
    "a path": (genuine) => `${genuine.origin}/evil`,
    "another name of this machine": (genuine) => `http://127.0.0.1:${genuine.port}`,
    "a query": (genuine, other) => `http://127.0.0.1:${other}/?${genuine.host}`,
  };

  for (const [what, write] of Object.entries(lookAlikes)) {
    it(`S14 ${what}: a folder's proposal gets no stored secret, and neither does an entry in the place of the person's own`, async () => {
      const issuer = write(new URL(provider.issuer), lookAlike.port);
      assert.notEqual(await takeFromFolder({ issuer }), "kept");
      await shareAndSignIn({ ...own, issuer });
      await shareAndSignIn({ ...own, issuer, clientAuthentication: "client_secret_post" });
      assertNothingLeft();
      assert.deepEqual(await secrets.client(own), { clientSecret: secret, endpoints: (await secrets.client(own))?.endpoints });
    });
  }

  it("S14 the look-alike was really reached: a sign-in there ends at its token endpoint, with nothing in hand", async () => {
    await shareAndSignIn({ ...own, issuer: `http://localhost:${lookAlike.port}`, clientAuthentication: "none" });
    assert.ok(lookAlike.seen.some(({ text }) => text.startsWith("POST /token")), lookAlike.seen.map(({ at }) => at).join(" "));
    assertNothingLeft();
  });

  it("S20 a look-alike whose document calls itself by the genuine name is refused, and so is the secret", async () => {
    lookAlike.says.issuer = provider.issuer;
    const issuer = `http://localhost:${lookAlike.port}`;
    assert.equal(await takeFromFolder({ issuer }), "refused");
    assert.equal(await shareAndSignIn({ ...own, issuer }), "oidc.issuerMismatch");
    assertNothingLeft();
  });

  it("S14 another client ID at the genuine issuer gets no stored secret", async () => {
    assert.equal(await takeFromFolder({ clientId: "somebody-elses" }), "asked");
    await shareAndSignIn({ ...own, clientId: "somebody-elses" });
    assertNothingLeft();
  });

  for (const member of ["token_endpoint", "jwks_uri", "userinfo_endpoint"] as const) {
    it(`S20 another ${member} in the genuine document: neither a share, a proposal nor a test of the client sends the secret there`, async () => {
      provider.faults.discovery = { [member]: `http://localhost:${lookAlike.port}/token` };
      assert.equal(await shareAndSignIn(own), "oidc.endpointsChanged");
      // The person's own client, told otherwise: what is stored beside the secret stays as it was.
      assert.equal(await takeFromFolder({ scopes: ["openid"] }), "kept");
      const stored = await secrets.client(own);
      assert.ok(stored);
      assert.equal(await shareAndSignIn({ ...own, scopes: ["openid"] }), "oidc.endpointsChanged");
      const tried = await tryClient(registry.questions.inspection, own, { clientSecret: secret, endpoints: stored.endpoints }, never);
      assert.equal(tried.failure?.code, "oidc.endpointsChanged");
      assert.deepEqual(lookAlike.seen.filter(({ text }) => text.startsWith("POST")), []);
      assertNothingLeft();
    });
  }

  it("S20 a client is tried at its own endpoint, and nowhere else", async () => {
    const stored = clientSecrets(await secrets.client(own));
    assert.ok(stored.endpoints);
    const found = await tryClient(registry.questions.inspection, own, { clientSecret: secret, endpoints: stored.endpoints }, never);
    assert.equal(found.outcome, "passed", JSON.stringify(found));
    assert.equal((await tryClient(registry.questions.inspection, own, { clientSecret: "wrong", endpoints: stored.endpoints }, never)).outcome, "failed");
    assert.deepEqual([...new Set(carrying(sent, secret))], [provider.endpoint("token")]);
    assert.deepEqual(lookAlike.seen, []);
  });
});
