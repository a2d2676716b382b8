// S7: the app sees one address everywhere, so that its own comparison of Origin with "where am I" comes out as at home.
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { startGate, type GateRig } from "./gateRig";

type Headers = Readonly<Record<string, string | string[] | undefined>>;

const text = (value: string | string[] | undefined) => (Array.isArray(value) ? value.join(", ") : value);

/** Next.js 14, packages/next/src/server/app-render/action-handler.ts: a server action is refused unless these are equal. */
function next14Accepts(headers: Headers): boolean {
  const origin = text(headers["origin"]);
  const host = text(headers["x-forwarded-host"])?.split(",")[0]?.trim() ?? text(headers["host"]);
  return origin === undefined || new URL(origin).host === host;
}

/** Next.js 16, the same file: either will do. */
function next16Accepts(headers: Headers): boolean {
  const origin = text(headers["origin"]);
  return origin === undefined || [text(headers["x-forwarded-host"])?.split(",")[0]?.trim(), text(headers["host"])].includes(new URL(origin).host);
}

/** Rails 8, request_forgery_protection.rb (`request.origin == request.base_url`) over Rack's forwarded scheme and host. */
function railsAccepts(headers: Headers, tls: boolean): boolean {
  const scheme = text(headers["x-forwarded-proto"]) ?? (tls ? "https" : "http");
  const host = text(headers["x-forwarded-host"])?.split(",").at(-1)?.trim() ?? text(headers["host"]);
  return headers["origin"] === undefined || text(headers["origin"]) === `${scheme}://${host}`;
}

/** Django 5, csrf.py (`_origin_verified`) with USE_X_FORWARDED_HOST and SECURE_PROXY_SSL_HEADER set, as behind a proxy, and with neither. */
function djangoAccepts(headers: Headers): boolean {
  const forwarded = `${text(headers["x-forwarded-proto"])}://${text(headers["x-forwarded-host"])}`;
  return [forwarded, `http://${text(headers["host"])}`].every((own) => own === text(headers["origin"]));
}

for (const addressing of ["rewritten", "preserved"] as const) {
  describe(`S7 an app under an address that is ${addressing}`, () => {
    let rig: GateRig;
    let cookie: string;
    before(async () => {
      rig = await startGate({ shareOptions: { addressing }, answer: (request, response) => void response.writeHead(302, { Location: `http://${request.headers.host}/next` }).end() });
      cookie = `Cookie: ${await rig.signIn()}`;
    });
    after(() => rig.close());
    beforeEach(() => void rig.app.seen.splice(0));

    it("accepts its own form as Next.js, Rails and Django compare", async () => {
      await rig.ask("POST /", [cookie, `Origin: ${rig.origin}`, `Referer: ${rig.origin}/a`, "Sec-Fetch-Site: same-origin"], "x=1");
      const { headers } = rig.app.seen[0]!;
      assert.ok(next14Accepts(headers));
      assert.ok(next16Accepts(headers));
      assert.ok(railsAccepts(headers, false));
      if (addressing === "rewritten") assert.ok(djangoAccepts(headers));
      assert.equal(headers["referer"], `${headers.origin}/a`);
      assert.equal(headers["forwarded"], undefined);
    });

    it("says everywhere the same address", async () => {
      await rig.ask("GET /", [cookie, "Forwarded: host=evil.example", "X-Forwarded-Port: 1"]);
      const { headers } = rig.app.seen[0]!;
      const own = addressing === "rewritten" ? new URL(`http://localhost:${rig.app.port}`) : new URL(rig.origin);
      assert.equal(headers["host"], own.host);
      assert.equal(headers["x-forwarded-host"], own.host);
      assert.equal(headers["x-forwarded-proto"], own.protocol.replace(":", ""));
      assert.equal(headers["forwarded"] ?? headers["x-forwarded-port"], undefined);
    });

    it("leads the visitor back to the public origin when it redirects to itself", async () => {
      const location = (await rig.ask("GET /", [cookie])).header("location");
      assert.equal(location, `${rig.origin}/next`);
    });
  });
}
