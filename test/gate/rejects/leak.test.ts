// What is written down: enough to find a failure by its reference, and nothing that opens anything.
import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { jwtStart } from "../../rig/jwtStart";
import { noFaults, type Faults } from "../../rig/provider/faults";
import { newSigningKey } from "../../rig/provider/signingKey";
import { navigation, upgradeLines } from "../gateRig";
import { alice, bob, mallory, sessionPair, startShare, type RealShare } from "./realShare";

let rig: RealShare;
before(async () => void (rig = await startShare()));
after(() => rig.close());

it("132 twenty sign-ins and failures leave no code, state, token, cookie or secret in the log, in no encoding", async () => {
  const stray = await newSigningKey();
  const secrets = new Set<string>(["secret-of-basic-0123456789", "Bearer-of-a-visitor-0123456789", "marker-of-nobody-0123456789"]);
  const keep = (text: string | null | undefined) => {
    if (text !== null && text !== undefined && text.length >= 8) secrets.add(text);
  };
  const failing: readonly Partial<Faults>[] = [
    { unsignedToken: true }, { badSignature: true }, { foreignKey: stray }, { wrongNonce: true }, { expired: true }, { missingSub: true }, { wrongSecret: true }, { hs256: true }, { tokenAnswer: { id_token: undefined } },
    { idTokenClaims: { iss: "https://evil.example" } }, { tokenAnswer: { error: "invalid_grant", error_description: "no" } }, { tokenAnswer: { id_token: "not.a.token-of-anybody" } },
  ];
  for (const [index, faults] of [...failing, ...Array.from({ length: 8 }, () => ({}))].entries()) {
    Object.assign(rig.provider.faults, noFaults(), faults);
    const begun = await rig.begin(`/page-${index}?token=query-secret-${index}`);
    const callback = await rig.returned(begun, [alice, bob, mallory][index % 3]);
    const done = await rig.open(callback, begun.cookie);
    const query = new URLSearchParams(callback.split("?")[1]);
    const authorization = new URL(begun.location).searchParams;
    for (const text of [query.get("code"), query.get("state"), authorization.get("nonce"), authorization.get("code_challenge"), begun.cookie.split("=").slice(1).join("="), sessionPair(done).split("=")[1], `query-secret-${index}`]) keep(text);
    // The same once more, in another browser, with an error, and with a session.
    await rig.open(callback);
    await rig.open(`/.portcullis/callback?state=${begun.state}&error=server_error&error_description=${query.get("code") ?? ""}&iss=${encodeURIComponent(rig.provider.issuer)}`, begun.cookie);
    const session = sessionPair(done);
    if (session === "") continue;
    await rig.ask("GET /app?token=Bearer-of-a-visitor-0123456789", [`Cookie: ${session}`, "Authorization: Bearer Bearer-of-a-visitor-0123456789"]);
    await rig.ask("GET /socket", [...upgradeLines, `Cookie: ${session}`]);
    const page = await rig.ask("GET /.portcullis/sign-out", [...navigation, `Cookie: ${session}`]);
    const token = /name="token" value="([^"]+)"/.exec(page.body)?.[1] ?? "";
    keep(token);
    const out = await rig.ask("POST /.portcullis/sign-out", [`Cookie: ${session}`, "Content-Type: application/x-www-form-urlencoded", `Origin: ${rig.origin}`], `token=${token}`);
    keep(new URL(out.header("location") ?? rig.origin).searchParams.get("id_token_hint"));
  }
  rig.gate.expectProof("marker-of-nobody-0123456789");
  await rig.ask("GET /", [...navigation, "portcullis-proof: marker-of-nobody-0123456789"]);

  assert.ok(secrets.size > 100, String(secrets.size));
  assert.ok(rig.log.lines.length >= 20, String(rig.log.lines.length));
  const written = rig.log.lines.join("\n");
  for (const secret of secrets) {
    for (const form of [secret, encodeURIComponent(secret), Buffer.from(secret).toString("base64url"), Buffer.from(secret).toString("hex"), secret.slice(0, 24)]) assert.ok(!written.includes(form), `${form.slice(0, 6)}… in the log`);
  }
  assert.doesNotMatch(written, jwtStart);
  assert.doesNotMatch(written, /code=|state=|Cookie:|Bearer |[?&]token=/i);
});
