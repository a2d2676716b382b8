// A tunnel or reverse proxy of the person's own in front of a gate on loopback (S17).
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { navigation, startGate, type GateRig } from "./gateRig";

describe("S17 a gate behind a tunnel of the person's own", () => {
  let rig: GateRig;
  let cookie: string;
  before(async () => {
    rig = await startGate({
      innerHost: "localhost:41731",
      rememberLoaded: true,
      answer: (request, response) => {
        const types: Record<string, string> = { "/app.css": "text/css", "/missing.js": "text/javascript", "/": "text/html" };
        response.writeHead(request.url === "/missing.js" ? 404 : 200, { "Content-Type": types[request.url ?? ""] ?? "application/json" }).end("ok");
      },
    });
    cookie = await rig.signIn();
  });
  after(() => rig.close());
  const withHost = async (host: string, more: readonly string[] = []) => rig.raw(["GET / HTTP/1.1", `Host: ${host}`, ...navigation, ...more, "Connection: close", "", ""].join("\r\n"));

  it("takes the Host of its address and the one inner host that was named, and no other", async () => {
    for (const host of [rig.host, "localhost:41731", "LOCALHOST:41731"]) assert.match(await withHost(host), /^HTTP\/1\.1 302 /, host);
    const seen = rig.app.seen.length;
    for (const host of ["localhost", "localhost:41732", "127.0.0.1:41731", "evil.example", `${rig.host}.evil.example`]) {
      assert.match(await withHost(host, [`Cookie: ${cookie}`]), /^HTTP\/1\.1 421 /, host);
    }
    assert.equal(rig.app.seen.length, seen);
  });

  it("sends people back to the public address whatever Host the tunnel sends", async () => {
    const location = /\r\nLocation: (\S+)/i.exec(await withHost("localhost:41731"))?.[1] ?? "";
    assert.equal(new URL(location).searchParams.get("redirect_uri"), `${rig.origin}/.portcullis/callback`);
  });

  it("S22 believes nothing that the proxy in front says of a visitor's address", async () => {
    const spoofed = ["X-Forwarded-For: 203.0.113.7", "CF-Connecting-IP: 203.0.113.7", "Forwarded: for=203.0.113.7;host=evil.example"];
    assert.match(await withHost("localhost:41731", [`Cookie: ${cookie}`, ...spoofed]), /^HTTP\/1\.1 200 /);
    const { headers } = rig.app.seen.at(-1) ?? {};
    assert.equal(headers?.["x-forwarded-for"], "127.0.0.1");
    assert.equal(headers.forwarded, undefined);
  });

  it("keeps for the proof what a cache would keep of a visitor's, and nothing else", async () => {
    const get = (path: string) => rig.ask(`GET ${path}`, [`Cookie: ${cookie}`]);
    for (const path of ["/", "/data.json", "/missing.js"]) await get(path);
    assert.equal(rig.gate.recentlyLoaded(), undefined);
    await get("/app.css");
    await get("/data.json");
    assert.equal(rig.gate.recentlyLoaded(), "/app.css");
  });

  it("keeps nothing where no cache can stand", async () => {
    const other = await startGate({ answer: (_request, response) => void response.writeHead(200, { "Content-Type": "text/css" }).end("a{}") });
    try {
      await other.ask("GET /app.css", [`Cookie: ${await other.signIn()}`]);
      assert.equal(other.gate.recentlyLoaded(), undefined);
    } finally {
      await other.close();
    }
  });
});
