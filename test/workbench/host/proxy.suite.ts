// Our own HTTP calls behind a company's proxy: VS Code's http.proxy and certificate settings hold for them, in the real extension host.
import assert from "node:assert/strict";
import { createServer as createProxy, type Server } from "node:http";
import { createServer } from "node:https";
import { connect, type AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { after, afterEach, before, describe, it } from "mocha";
import * as vscode from "vscode";
import { strangerRequest } from "../../../src/shares/strangerRequest";
import { certificateChecksOff, hostFetch } from "../../../src/vscode/hostFetch";
import { createAuthority, type Authority } from "../../rig/authority";

/** No name that the system knows: only the proxy leads there. VS Code sends what is on this machine past every proxy. */
const host = "share.portcullis.test";

describe("our own calls, where the editor has a proxy", function () {
  this.timeout(240_000);
  let authority: Authority;
  let target: ReturnType<typeof createServer>;
  let proxy: Server;
  const asked: string[] = [];
  const open = new Set<Duplex>();
  const portOf = (server: Server | ReturnType<typeof createServer>) => (server.address() as AddressInfo).port;
  const setting = async (name: string, value: unknown) => vscode.workspace.getConfiguration("http").update(name, value, vscode.ConfigurationTarget.Global);
  const knock = () => strangerRequest(new URL(`https://${host}/`), "navigation", { marker: "m".repeat(24), rootCertificates: { pem: authority.certificatePem }, signal: new AbortController().signal });

  before(async () => {
    authority = await createAuthority();
    target = createServer(await authority.issue({ dns: [host], ips: [] }), (_, response) => response.writeHead(418).end("behind the proxy"));
    proxy = createProxy((_, response) => response.writeHead(500).end());
    proxy.on("connect", (request, socket: Duplex) => {
      asked.push(request.url ?? "");
      const onward = connect(portOf(target), "127.0.0.1", () => {
        socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
        onward.pipe(socket).pipe(onward);
      });
      for (const one of [socket, onward]) {
        open.add(one);
        one.on("error", () => one.destroy());
      }
    });
    for (const server of [target, proxy]) await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    await setting("proxy", `http://127.0.0.1:${portOf(proxy)}`);
  });
  afterEach(() => asked.splice(0));
  after(async () => {
    for (const name of ["proxy", "proxySupport", "proxyStrictSSL"]) await setting(name, undefined);
    for (const one of open) one.destroy();
    for (const server of [target, proxy]) {
      server.closeAllConnections();
      server.close();
    }
  });

  for (const support of [undefined, "on", "override"] as const) {
    it(`the proof's requests go through it (http.proxySupport ${support ?? "by default"}), against the certificates of the tunnel`, async () => {
      await setting("proxySupport", support);
      const { status, body } = await knock();
      assert.deepEqual([status, body, asked], [418, "behind the proxy", [`${host}:443`]]);
    });
  }

  it("a provider is asked through it, and its certificate is still checked", async () => {
    const failure = await hostFetch(`https://${host}/.well-known/openid-configuration`, {}).then(
      () => undefined,
      (error: unknown) => error as Error & { cause?: { code?: string } },
    );
    assert.deepEqual(asked, [`${host}:443`]);
    assert.match(`${failure?.message} ${failure?.cause?.code}`, /CERT|certificate|UNABLE_TO/i);
  });

  it("the proof checks certificates even where the editor is told not to, and a provider is not asked at all", async () => {
    await setting("proxyStrictSSL", false);
    assert.equal(certificateChecksOff(), true);
    await assert.rejects(strangerRequest(new URL(`https://${host}/`), "navigation", { marker: "m".repeat(24), rootCertificates: undefined, signal: new AbortController().signal }), /CERT|certificate|UNABLE_TO/i);
    await setting("proxyStrictSSL", undefined);
    assert.equal(certificateChecksOff(), false);
  });
});
