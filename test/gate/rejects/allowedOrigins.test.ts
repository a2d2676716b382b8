// S7: an origin that the share allows by name, and everything that only looks like one.
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { startGate, upgradeLines, type GateRig } from "../gateRig";

const app = "https://app.partner.example";
const dev = "http://localhost:5173";
const preflight = ["Access-Control-Request-Method: PUT", "Access-Control-Request-Headers: content-type, x-a"];
const cross = ["Sec-Fetch-Site: cross-site"];

describe("S7 a share that allows an origin by name", () => {
  let rig: GateRig;
  let cookie: string;
  before(async () => {
    rig = await startGate({
      shareOptions: { allowedOrigins: [app, dev, "https://share.example"] },
      answer: (_request, response) => void response.writeHead(200, { "Access-Control-Allow-Origin": "*", "Access-Control-Allow-Credentials": "true", "Access-Control-Expose-Headers": "X-Total", "Content-Security-Policy": "frame-ancestors *" }).end("the app's secret"),
    });
    cookie = `Cookie: ${await rig.signIn()}`;
  });
  after(() => rig.close());
  beforeEach(() => void rig.app.seen.splice(0));

  for (const [what, lines] of [
    ["a suffix", ["Origin: https://app.partner.example.evil.example"]],
    ["a prefix", ["Origin: https://evil-app.partner.example"]],
    ["a subdomain", ["Origin: https://x.app.partner.example"]],
    ["a parent", ["Origin: https://partner.example"]],
    ["a port", ["Origin: https://app.partner.example:8443"]],
    ["the default port", ["Origin: https://app.partner.example:443"]],
    ["no TLS", ["Origin: http://app.partner.example"]],
    ["another port of this machine", ["Origin: http://localhost:5174"]],
    ["another name of this machine", ["Origin: http://127.0.0.1:5173"]],
    ["user information", ["Origin: https://app.partner.example@evil.example"]],
    ["a path", ["Origin: https://app.partner.example/"]],
    ["a fragment", ["Origin: https://app.partner.example#"]],
    ["another case", ["Origin: https://App.Partner.example"]],
    ["another case of the scheme", ["Origin: HTTPS://app.partner.example"]],
    ["a trailing dot", ["Origin: https://app.partner.example."]],
    ["null", ["Origin: null"]],
    ["nothing", ["Origin: "]],
    ["a star", ["Origin: *"]],
    ["a list", [`Origin: ${app} https://evil.example`]],
    ["a list with a comma", [`Origin: ${app}, ${app}`]],
    ["two lines, the first right", [`Origin: ${app}`, "Origin: https://evil.example"]],
    ["two lines, the last right", ["Origin: https://evil.example", `Origin: ${app}`]],
    ["two right lines", [`Origin: ${app}`, `Origin: ${app}`]],
    ["a byte that looks alike", ["Origin: https://\u0430pp.partner.example"]],
    ["an underscore variant beside another", [`X_Origin: ${app}`, "Origin: https://evil.example"]],
    ["a Referer that is right beside an Origin that is not", [`Referer: ${app}/x`, "Origin: https://evil.example"]],
  ] as const) {
    it(`takes ${what} for none: no preflight, no action, no load, no socket, nothing that could be read`, async () => {
      const asked = await rig.ask("OPTIONS /api", [...lines, ...preflight]);
      assert.equal(asked.status, 401);
      for (const name of ["access-control-allow-origin", "access-control-allow-credentials", "access-control-allow-headers", "access-control-allow-methods"]) assert.equal(asked.header(name), undefined);
      assert.equal((await rig.ask("GET /api", [...lines])).header("access-control-allow-origin"), undefined);
      for (const method of ["POST", "DELETE"]) assert.equal((await rig.ask(`${method} /api`, [cookie, ...lines, ...cross], method === "POST" ? "x" : "")).status, 403);
      assert.equal((await rig.ask("GET /a.png", [cookie, ...lines, ...cross, "Sec-Fetch-Mode: cors", "Sec-Fetch-Dest: empty"])).status, 403);
      assert.equal((await rig.ask("GET /socket", [cookie, ...lines, ...upgradeLines])).status, 403);
      assert.deepEqual(rig.app.seen, []);
    });
  }

  for (const [what, lines] of [
    ["a Referer of another site", ["Referer: https://evil.example/https://app.partner.example/"]],
    ["a Referer with user information", ["Referer: https://app.partner.example@evil.example/"]],
    ["a Referer that begins alike", ["Referer: https://app.partner.example.evil.example/"]],
    ["two Referers", [`Referer: ${app}/`, `Referer: ${app}/`]],
    ["a Referer that is none", ["Referer: app.partner.example"]],
    ["two sites", [`Referer: ${app}/`, "Sec-Fetch-Site: same-site"]],
    ["no Referer", []],
  ] as const) {
    it(`loads nothing and frames nothing for ${what}`, async () => {
      for (const [mode, dest] of [["navigate", "iframe"], ["navigate", "embed"], ["no-cors", "image"], ["no-cors", "script"]]) assert.equal((await rig.ask("GET /x", [cookie, ...cross, ...lines, `Sec-Fetch-Mode: ${mode}`, `Sec-Fetch-Dest: ${dest}`])).status, 403);
      assert.deepEqual(rig.app.seen, []);
    });
  }

  it("answers its preflights itself, for every path alike, signed in or not, and lets it read a refusal", async () => {
    for (const [origin, lines] of [[app, []], [dev, []], [app, [cookie]]] as const) {
      const answer = await rig.ask("OPTIONS /api?x=1", [`Origin: ${origin}`, ...lines, "Access-Control-Request-Method: PUT", "Access-Control-Request-Headers: Content-Type,x-a", "Access-Control-Request-Headers: authorization"]);
      assert.equal(answer.status, 204);
      assert.equal(answer.header("access-control-allow-origin"), origin);
      assert.equal(answer.header("access-control-allow-credentials"), "true");
      assert.equal(answer.header("access-control-allow-methods"), "GET, HEAD, POST, PUT, PATCH, DELETE");
      assert.equal(answer.header("access-control-allow-headers"), "content-type, x-a, authorization");
      assert.equal(answer.header("access-control-max-age"), "600");
      assert.match(answer.headers("vary").join(), /Origin/);
    }
    const refusal = await rig.ask("GET /api", [`Origin: ${app}`, "Sec-Fetch-Mode: cors"]);
    assert.equal(refusal.status, 401);
    assert.equal(refusal.header("access-control-allow-origin"), app);
    assert.deepEqual(rig.app.seen, []);
  });

  it("echoes no header's name that is none, nor more than a few", async () => {
    for (const names of ["x y", "x\tz, a", "a, <b>", `x-${"a".repeat(100)}`, Array.from({ length: 51 }, (_, n) => `x-${n}`).join(), "*, a:b", 'a"b']) {
      const answer = await rig.ask("OPTIONS /api", [`Origin: ${app}`, "Access-Control-Request-Method: GET", `Access-Control-Request-Headers: ${names}`]);
      assert.equal(answer.status, 204);
      assert.equal(answer.header("access-control-allow-headers"), undefined, names);
    }
  });

  it("takes nothing else for a preflight", async () => {
    for (const lines of [[], ["Access-Control-Request-Method: GET", "Access-Control-Request-Method: PUT"]]) assert.equal((await rig.ask("OPTIONS /api", [`Origin: ${app}`, ...lines])).status, 401);
    assert.equal((await rig.ask("GET /api", [`Origin: ${app}`, "Access-Control-Request-Method: GET"])).status, 401);
    assert.equal((await rig.ask("OPTIONS /.portcullis/sign-out", [`Origin: ${app}`, ...preflight])).status, 404);
    assert.deepEqual(rig.app.seen, []);
  });

  it("is not itself such an origin, though somebody typed it", async () => {
    assert.equal((await rig.ask("OPTIONS /api", ["Origin: https://share.example", ...preflight])).status, 401);
    assert.equal((await rig.ask("GET /api", [cookie, "Origin: https://share.example", "Sec-Fetch-Site: same-origin"])).header("access-control-allow-origin"), "*");
  });

  it("forwards what its page does, with an answer that this page alone may read", async () => {
    for (const method of ["GET", "POST", "DELETE"]) {
      const answer = await rig.ask(`${method} /api`, [cookie, `Origin: ${app}`, ...cross, "Sec-Fetch-Mode: cors", "Sec-Fetch-Dest: empty"], method === "POST" ? "x" : "");
      assert.equal(answer.status, 200);
      assert.deepEqual(answer.headers("access-control-allow-origin"), [app]);
      assert.deepEqual(answer.headers("access-control-allow-credentials"), ["true"]);
      assert.deepEqual(answer.headers("access-control-expose-headers"), ["X-Total"]);
      assert.match(answer.headers("vary").join(), /Origin/);
    }
    assert.equal(rig.app.seen[0]?.headers.origin, app);
    const other = await rig.ask("GET /api", [cookie, "Origin: https://evil.example"]);
    assert.deepEqual(other.headers("access-control-allow-origin"), ["*"]);
  });

  it("lets its page load and frame by the Referer that browsers send, and tells the browser who may frame, whatever the app says", async () => {
    for (const [mode, dest, framed] of [["no-cors", "image", false], ["navigate", "iframe", true], ["navigate", "embed", true]] as const) {
      const answer = await rig.ask("GET /x", [cookie, ...cross, `Referer: ${app}/page?x`, `Sec-Fetch-Mode: ${mode}`, `Sec-Fetch-Dest: ${dest}`]);
      assert.equal(answer.status, 200);
      assert.deepEqual(answer.headers("content-security-policy"), ["frame-ancestors *", ...(framed ? [`frame-ancestors 'self' ${app} ${dev}`] : [])]);
    }
    assert.equal((await rig.ask("GET /x", [cookie, ...cross, "Referer: https://evil.example/", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document"])).status, 200);
  });

  it("is none any more at once when it is taken away", async () => {
    rig.gate.setOptions({ allowedOrigins: [dev] });
    try {
      assert.equal((await rig.ask("OPTIONS /api", [`Origin: ${app}`, ...preflight])).status, 401);
      assert.equal((await rig.ask("POST /api", [cookie, `Origin: ${app}`], "x")).status, 403);
      assert.equal((await rig.ask("OPTIONS /api", [`Origin: ${dev}`, ...preflight])).status, 204);
    } finally {
      rig.gate.setOptions({ allowedOrigins: [app, dev, "https://share.example"] });
    }
  });
});
