import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ExpectedError } from "../../../src/base/expectedError";
import { localAddress } from "../../../src/shares/localAddress";

const refused = (error: unknown) => error instanceof ExpectedError && error.code === "local.externalAddress";

describe("S9 the local address is never on the editor's own origin", () => {
  const port = 41730;

  it("S9 uses the address as it is in a desktop editor", () => {
    assert.deepEqual(localAddress({ external: "http://localhost:41730/", port }), { kind: "use", origin: "http://localhost:41730" });
  });

  it("S9 gives every loopback spelling the one redirect URI, on the port that the editor forwards from", () => {
    assert.deepEqual(localAddress({ external: "http://127.0.0.1:50123/", port }), { kind: "use", origin: "http://localhost:50123" });
    assert.deepEqual(localAddress({ external: "http://[::1]:41730/", port }), { kind: "use", origin: "http://localhost:41730" });
  });

  it("S9 uses an origin of its own that a remote editor forwards", () => {
    const question = { external: "https://abc-41730.app.example.dev/", editorOrigin: "https://abc.app.example.dev", port };
    assert.deepEqual(localAddress(question), { kind: "use", origin: "https://abc-41730.app.example.dev" });
  });

  it("S9 refuses a path below the editor's origin", () => {
    assert.throws(() => localAddress({ external: "https://code.acme.com/proxy/41730/", editorOrigin: "https://code.acme.com", port }), refused);
    assert.throws(() => localAddress({ external: "https://code.acme.com/proxy/41730/", port }), refused);
  });

  it("S9 refuses a path on another origin too", () => {
    assert.throws(() => localAddress({ external: "https://apps.acme.com/41730/", editorOrigin: "https://code.acme.com", port }), refused);
  });

  it("S9 refuses the root of the editor's own origin", () => {
    assert.throws(() => localAddress({ external: "https://code.acme.com/", editorOrigin: "https://code.acme.com:443/?folder=/x", port }), refused);
  });

  it("S9 shows the address to copy in an editor that is reached over loopback", () => {
    const copy = { kind: "copyOnly", origin: "http://localhost:41730" };
    assert.deepEqual(localAddress({ external: "http://127.0.0.1:8080/proxy/41730/", port }), copy);
    assert.deepEqual(localAddress({ external: "http://localhost:8080/proxy/41730/", editorOrigin: "http://localhost:8080", port }), copy);
    assert.deepEqual(localAddress({ external: "http://localhost:8080/", editorOrigin: "http://localhost:8080", port }), copy);
  });

  it("S9 does not take a name that only begins like loopback for it", () => {
    assert.throws(() => localAddress({ external: "http://localhost.evil.example/proxy/41730/", port }), refused);
    assert.throws(() => localAddress({ external: "http://127.0.0.1.evil.example/proxy/41730/", port }), refused);
  });

  it("S9 refuses an address that carries a query, credentials or another scheme", () => {
    assert.throws(() => localAddress({ external: "https://x.example.dev/?token=1", port }), refused);
    assert.throws(() => localAddress({ external: "https://me:pw@x.example.dev/", port }), refused);
    assert.throws(() => localAddress({ external: "vscode://x/", port }), refused);
    assert.throws(() => localAddress({ external: "no address", port }), refused);
  });

  it("S9 refuses a root whose editor can't be told from it", () => {
    assert.throws(() => localAddress({ external: "https://x.example.dev/", editorOrigin: "not an origin", port }), refused);
  });
});
