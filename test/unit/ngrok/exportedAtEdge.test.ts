// What is taken elsewhere, carried out: by the stand-in edge, with ngrok's real agent, the real curl and a plain shell, without a gate.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import type { Session } from "@ngrok/ngrok";
import { parse } from "yaml";
import { cloudCommands, exportedConfig, exportedPolicyFile } from "../../../src/ngrok/export/exportForms";
import { exportPolicy, secretPlaceholder } from "../../../src/ngrok/export/exportPolicy";
import { createAuthority, type Authority } from "../../rig/authority";
import { startEdge, type Edge } from "../../rig/edge/edge";
import { goodApiKey, startNgrokApi, type StandInApi } from "../../rig/ngrokApi/startNgrokApi";
import { confidentialClient } from "../../rig/provider/clients";
import { startProvider, type RunningProvider } from "../../rig/provider/startProvider";
import { startTlsFront } from "../../rig/tlsFront";
import type { Listening } from "../../rig/upstreams/listening";
import { Visitor } from "../../rig/visitor";
import { connectAgent, share, startUpstream, visit, type Upstream } from "../rig/edgeAgent";

const internal = "https://pc-abc.internal";
const hasCurl = spawnSync("curl", ["--version"]).status === 0;

describe("a share that was taken elsewhere", () => {
  let authority: Authority;
  let edge: Edge;
  let provider: RunningProvider;
  let session: Session;
  let upstream: Upstream;
  let api: StandInApi;
  let front: Listening;
  let folder: string;
  let reached: string[] = [];
  let domains = 0;

  before(async () => {
    authority = await createAuthority();
    provider = await startProvider({ personality: "okta" });
    provider.register("https://idp.ngrok.com/oauth2/callback");
    edge = await startEdge({ authority });
    session = await connectAgent(edge, authority);
    api = await startNgrokApi({ edge });
    front = await startTlsFront(() => Number(new URL(api.address).port));
    upstream = await startUpstream(({ headers, url }, outgoing) => {
      reached.push(`${url ?? ""} ${headers.host ?? ""} ${String(headers["x-forwarded-user"])}`);
      outgoing.end("the app");
    });
    folder = mkdtempSync(join(tmpdir(), "pc-elsewhere-"));
  });
  after(async () => {
    rmSync(folder, { recursive: true, force: true });
    await edge.close();
    await Promise.all([upstream.close(), provider.close(), api.close(), front.close()]);
  });

  const exported = (url: string, host?: string, forwardTo?: string) => ({
    endpoint: { name: "app", upstream: `http://127.0.0.1:${upstream.port}`, url },
    policy: exportPolicy({
      profile: { issuer: provider.issuer, clientId: confidentialClient.clientId, scopes: ["openid", "profile", "email"], clientAuthentication: "client_secret_basic" },
      rule: { everyone: false, domains: ["acme.com"], emails: [] },
      verifiedBy: "true",
      authId: `sso-${domains}`,
      maxHours: 8,
      openPaths: [{ path: "/hooks", prefix: true, methods: ["GET"] }],
      host,
      forwardTo,
    }).policy,
  });
  const newAddress = () => edge.addDomain(`elsewhere-${(domains += 1)}.example`);
  /** As whoever takes it there does. */
  const withSecret = (text: string) => text.replaceAll(secretPlaceholder, confidentialClient.clientSecret ?? "");

  async function admitsAliceAlone(origin: string, host: string): Promise<void> {
    reached = [];
    for (const method of ["GET", "POST", "OPTIONS"]) {
      const { status, headers } = await visit(`${origin}/deep?x=1`, authority, { method });
      assert.deepEqual([status, headers.location?.startsWith(provider.issuer)], [302, true], method);
    }
    // Out: somebody of another domain, somebody whose address is not verified, somebody without one.
    for (const [handle, status] of [["mallory@evil.example", 403], ["carol@acme.com", 403], ["dave", 403], ["alice@acme.com", 200]] as const) {
      const visitor = new Visitor({ ca: authority.certificatePem, resolve: (name) => (name === "idp.ngrok.com" ? { host: "127.0.0.1", port: edge.callbackPort } : undefined) });
      const visited = await visitor.navigate(`${origin}/page`, { as: handle });
      assert.equal(visited.status, status, handle);
      if (status === 403) assert.match(visited.body, handle === "dave" ? /ERR_NGROK_5510/ : /You can't open this app/);
    }
    assert.deepEqual(reached, [`/page ${host} undefined`]);
    const open = await visit(`${origin}/hooks/a`, authority, { headers: { "x-forwarded-user": "root" } });
    assert.deepEqual([open.status, reached.at(-1)], [200, `/hooks/a ${host} undefined`]);
    for (const path of ["/hooks/%2e%2e/page", "/hooks/..%2fpage", "/hooks//page"]) assert.equal((await visit(origin + path, authority)).status, 302, path);
  }

  it("as an endpoint of ngrok.yml lets in whom the rule names, and nobody else", async () => {
    const { name, origin } = await newAddress();
    const { endpoint, policy } = exported(`https://${name}`, "localhost:3000");
    const config = parse(withSecret(exportedConfig(endpoint, policy, ["x"]))) as { readonly endpoints: readonly [{ readonly url: string; readonly traffic_policy: object }] };
    assert.equal(config.endpoints[0].url, `https://${name}`);
    await share(session, upstream, { domain: name, policy: config.endpoints[0].traffic_policy });
    await admitsAliceAlone(origin, "localhost:3000");
  });

  it("by its policy file does the same", async () => {
    const { name, origin } = await newAddress();
    const { policy } = exported(`https://${name}`, "localhost:3000");
    await share(session, upstream, { domain: name, policy: withSecret(exportedPolicyFile(policy, ["x"])) });
    await admitsAliceAlone(origin, "localhost:3000");
  });

  it("as a Cloud Endpoint that curl made, with the app behind an internal endpoint, does the same", { skip: hasCurl ? false : "curl is not on this machine" }, async () => {
    const { name, origin } = await newAddress();
    const { endpoint, policy } = exported(`https://${name}`, undefined, internal);
    const { create } = cloudCommands("posix", "curl", endpoint, policy, internal);
    writeFileSync(join(folder, ".curlrc"), `insecure\nsilent\nfail\nuser-agent = portcullis/test\nconnect-to = "api.ngrok.com:443:127.0.0.1:${front.port}"\n`);
    const status = await new Promise<number | null>((resolve, reject) => {
      const child = spawn("sh", ["-c", withSecret(create)], { env: { PATH: process.env["PATH"], HOME: folder, NGROK_API_KEY: goodApiKey }, stdio: "ignore" });
      child.once("error", reject).once("close", resolve);
    });
    assert.equal(status, 0);
    const call = api.calls.at(-1);
    assert.deepEqual([call?.method, call?.path], ["POST", "/endpoints"]);
    const { traffic_policy: sent, ...body } = JSON.parse(call?.bodyText ?? "") as { readonly traffic_policy: string };
    assert.deepEqual([body, JSON.parse(sent)], [{ type: "cloud", url: `https://${name}`, bindings: ["public"] }, JSON.parse(withSecret(JSON.stringify(policy)))]);
    assert.equal(edge.cloud.at(origin).length, 1);
    await share(session, upstream, { domain: new URL(internal).host, binding: "internal" });
    await admitsAliceAlone(origin, new URL(origin).host);
  });
});
