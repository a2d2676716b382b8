import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, describe, it } from "node:test";
import { providerChecks } from "../../../src/diagnostics/providerChecks";
import { runChecks } from "../../../src/diagnostics/runChecks";
import { checkReport } from "../../../src/presentation/checkReport";
import { checkText } from "../../../src/presentation/checkText";
import { message } from "../../../src/presentation/message";
import { listen } from "../../rig/upstreams/listening";
import { english } from "../presentation/english";
import { gateCallback, startLookRig } from "./lookRig";

/** With what inert changes, a form encodes and Base64 hides. */
const canary = "Canary$ecret+with/(all)~of:it%20&|äöü0123456789";
const clientId = "looked at";

/** Repeats whatever it is sent: in its errors, on its pages, in where it sends people. */
async function startEcho(asked: string[]) {
  let origin = "";
  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (chunk: string) => (body += chunk)).on("end", () => {
      const url = new URL(request.url ?? "/", origin);
      asked.push(`${request.method ?? ""} ${url.pathname}`);
      if (url.pathname === "/.well-known/openid-configuration") {
        return void response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ issuer: origin, authorization_endpoint: `${origin}/authorize`, token_endpoint: `${origin}/token`, jwks_uri: `${origin}/keys`, token_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post"] }));
      }
      const basic = /^Basic (.*)$/.exec(request.headers.authorization ?? "")?.[1] ?? "";
      const sent = new URLSearchParams(body);
      const words = [basic, Buffer.from(basic, "base64").toString(), body, sent.get("client_secret") ?? "", sent.get("code") ?? ""].join(" ").trim();
      if (url.pathname === "/token") return void response.writeHead(400, { "content-type": "application/json" }).end(JSON.stringify({ error: "invalid_request", error_description: words }));
      if (url.pathname === "/authorize" && url.searchParams.get("prompt") === "none") return void response.writeHead(302, { location: `/error?message=${encodeURIComponent(url.search)}&next=${encodeURIComponent(url.href)}` }).end();
      response.writeHead(400, { "content-type": "text/html" }).end(`<p>${url.search.replaceAll("&", "&amp;")}</p>`);
    });
  });
  const listening = await listen(server, "127.0.0.1");
  origin = `http://localhost:${listening.port}`;
  return { origin, close: listening.close };
}

describe("what Test SSO was told stays with it", () => {
  const asked: string[] = [];
  let rig: Awaited<ReturnType<typeof startLookRig>>;
  let echo: Awaited<ReturnType<typeof startEcho>>;
  const urls: string[] = [];
  before(async () => {
    echo = await startEcho(asked);
    rig = await startLookRig((url, init) => {
      urls.push(url);
      return fetch(url, init);
    });
  });
  after(async () => {
    await echo.close();
    await rig.close();
  });

  for (const clientAuthentication of ["client_secret_basic", "client_secret_post"] as const) {
    it(`${clientAuthentication}: a provider that repeats everything puts no secret, code, state or nonce into results, words, log or report`, async () => {
      asked.length = 0;
      urls.length = 0;
      const profile = { kind: "other" as const, issuer: echo.origin, clientId, clientAuthentication, scopes: ["openid", "email"] };
      const subject = { profile, clientSecret: canary, redirectUris: { gate: gateCallback }, enforcement: "gate" as const, saved: true };
      const results = await runChecks(providerChecks(subject, rig.registry.questions.inspection), { signal: new AbortController().signal });
      const texts = results.map((result) => checkText(result, profile));
      const report = checkReport({ title: message("Test SSO"), verdict: message("Something failed"), checks: texts }, (text, args) => english({ message: text, args }));
      assert.ok(asked.includes("POST /token") && asked.includes("GET /authorize"), asked.join(", "));

      const parameters = urls.flatMap((url) => [...new URL(url).searchParams].filter(([name]) => ["state", "nonce", "code_challenge"].includes(name)).map(([, value]) => value));
      assert.ok(parameters.length >= 3);
      const form = new URLSearchParams({ s: canary }).toString().slice(2);
      const hidden = [canary, form, encodeURIComponent(canary), "Canary", Buffer.from(canary).toString("base64"), Buffer.from(`${new URLSearchParams({ s: clientId }).toString().slice(2)}:${form}`).toString("base64"), ...parameters];
      const shown = { results: JSON.stringify(results), words: JSON.stringify(texts.map((text) => [text.evidence, text.cure].map((one) => one && english(one)))), report, log: rig.log.lines.join("\n") };
      for (const [where, text] of Object.entries(shown)) for (const secret of hidden) assert.equal(text.includes(secret), false, `${where}: ${secret}`);
    });
  }

  it("the secret goes to the token endpoint alone, in no address", () => {
    assert.deepEqual(urls.filter((url) => decodeURIComponent(url).includes("Canary")), []);
    assert.deepEqual([...new Set(asked)].sort(), ["GET /.well-known/openid-configuration", "GET /authorize", "GET /keys", "POST /token"]);
  });
});
