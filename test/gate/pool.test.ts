// S12: gates of two machines behind one Cloud Endpoint. A browser meets either of them with any request.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import type { GateOptions } from "../../src/gate/gateOptions";
import { navigation } from "./gateRig";
import { startShare, type RealShare } from "./rejects/realShare";

const seal = { headerName: "x-pc-0123456789abcdef", secret: "s".repeat(43) };
const mark = "__Host-portcullis-share";

describe("S12 gates of one pool", () => {
  let home: RealShare;
  let token: string;
  let gates: readonly RealShare[] = [];
  before(async () => {
    home = await startShare();
    token = await home.idToken();
  });
  after(() => home.close());
  afterEach(() => Promise.all(gates.map((gate) => gate.close())));

  const start = async (enforcements: readonly GateOptions["enforcement"][]) => {
    gates = await Promise.all(enforcements.map((enforcement, at) => startShare({ enforcement, beside: home, shareId: `abcdefabcde${at}` })));
    return gates as readonly [RealShare, RealShare];
  };
  const pooled = { kind: "edge", seal, pooled: true } as const;
  const sealed = (of = seal) => `${of.headerName}: ${of.secret};id_1;ses_1;${token}`;
  const remembered = (head: string) => new RegExp(`${mark}=([^;]+)`).exec(head)?.[1] ?? "";

  it("S10 clear nothing of each other's, and are told apart from the pool of another seal and from every share on its own", async () => {
    const [one, two] = await start([pooled, pooled]);
    const first = await one.ask("GET /", [...navigation, sealed()]);
    assert.equal(first.status, 200);
    const cookie = `Cookie: ${mark}=${remembered(first.head)}`;
    const next = await two.ask("GET /", [...navigation, sealed(), cookie]);
    assert.deepEqual([next.status, next.header("clear-site-data")], [200, undefined]);
    assert.ok(!first.head.includes(seal.secret));

    await Promise.all(gates.map((gate) => gate.close()));
    const otherSeal = { ...seal, secret: "t".repeat(43) };
    const [another, alone] = await start([{ ...pooled, seal: otherSeal }, { kind: "edge", seal }]);
    for (const [gate, of] of [[another, otherSeal], [alone, seal]] as const) {
      assert.equal((await gate.ask("GET /", [...navigation, sealed(of), cookie])).header("clear-site-data"), '"cache", "storage"');
    }
  });

  it("S26 take each other's forms, and nobody else's", async () => {
    const [one, two] = await start([pooled, pooled]);
    const page = await one.ask("GET /.portcullis/sign-out", [...navigation, sealed()]);
    const form = /name="token" value="([^"]+)"/.exec(page.body)?.[1] ?? "";
    assert.notEqual(form, "");
    const post = (gate: RealShare, value: string) => gate.ask("POST /.portcullis/sign-out", [sealed(), `Origin: ${gate.origin}`, "Content-Type: application/x-www-form-urlencoded"], `token=${value}&choice=here`);
    assert.equal((await post(two, "x".repeat(form.length))).status, 403);
    await two.ask("GET /", [...navigation, sealed()]);
    assert.equal((await post(two, form)).status, 303);
    // Each machine puts out for itself; what the browser had at the edge goes with ngrok's own sign-out.
    assert.deepEqual([one.gate.visitors().length, two.gate.visitors().length], [1, 0]);
  });
});
