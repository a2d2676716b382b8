import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { authorizationParameters, signInParametersSchema } from "../../../src/identity/signInParameters";
import { inputFromSignInParameters, signInParametersFromInput } from "../../../src/identity/signInParametersInput";
import { isVaultReference, vaultReference, vaultSecretFromInput, vaultSecretSchema } from "../../../src/identity/vaultSecret";
import { signInParametersProblemText } from "../../../src/presentation/signInParametersText";
import { english } from "../presentation/english";

describe("sign-in parameters as typed", () => {
  for (const [typed, parameters] of [
    ["", {}],
    ["prompt=login", { prompt: "login" }],
    ["  prompt=Select_Account,login_hint=o'neil@acme.com & hd=ACME.com ", { prompt: "select_account", loginHint: "o'neil@acme.com", hostedDomain: "acme.com" }],
    ["hd=*", { hostedDomain: "*" }],
    ["login_hint=ACME\\alice", { loginHint: "ACME\\alice" }],
  ] as const) {
    it(`"${typed}" is read, and typed again the same`, () => {
      const read = signInParametersFromInput(typed);
      assert.ok(read.ok);
      assert.deepEqual(read.parameters, parameters);
      assert.deepEqual(signInParametersFromInput(inputFromSignInParameters(read.parameters)), read);
    });
  }

  for (const [typed, problem] of [
    ["prompt=none", "prompt"], ["prompt=", "prompt"], ["prompt", "unknown"], ["max_age=0", "unknown"], ["acr_values=x", "unknown"],
    ["hd=https://acme.com", "hostedDomain"], ["hd=", "hostedDomain"], ["login_hint=", "loginHint"], ["login_hint=${secrets.get('a')}", "loginHint"], ["login_hint=\u202eecila", "loginHint"], [`login_hint=${"a".repeat(255)}`, "loginHint"],
    ["prompt=login prompt=consent", "twice"],
    // What belongs to the protocol is ours.
    ...["state", "nonce", "redirect_uri", "scope", "response_type", "response_mode", "code_challenge", "code_challenge_method", "client_id", "request", "request_uri", "constructor", "__proto__"].map((name) => [`${name}=x`, "unknown"] as const),
  ] as const) {
    it(`"${typed.slice(0, 60)}" is refused, and says why: ${problem}`, () => {
      const read = signInParametersFromInput(typed);
      assert.ok(!read.ok);
      assert.equal(read.problem, problem);
      assert.notEqual(english(signInParametersProblemText(read.problem, read.entry)), "");
    });
  }

  it("are the authorization request's own names, and nothing where nothing is said", () => {
    assert.deepEqual(authorizationParameters({ prompt: "consent", loginHint: "a", hostedDomain: "acme.com" }), { prompt: "consent", login_hint: "a", hd: "acme.com" });
    assert.deepEqual(authorizationParameters(undefined), {});
    assert.equal(signInParametersSchema.safeParse({ prompt: "none" }).success, false);
  });
});

describe("a client secret in ngrok's vault", () => {
  for (const typed of ["team vault/okta.client-secret", " team vault / okta.client-secret ", "${secrets.get('team vault', 'okta.client-secret')}", 'secrets.get("team vault","okta.client-secret")']) {
    it(`${typed.trim()} names one`, () => assert.deepEqual(vaultSecretFromInput(typed), { vault: "team vault", name: "okta.client-secret" }));
  }
  for (const typed of ["", "vault", "a/b/c", "/b", "a/", "a'/b", "a\\/b", "a/${b}", "a\nc/b", "${secrets.get('a', 'b') + 'c'}", "${secrets.get('a')}", "${req.host}", `a/${"b".repeat(129)}`]) {
    it(`${JSON.stringify(typed.slice(0, 40))} names none`, () => assert.equal(vaultSecretFromInput(typed), undefined));
  }
  it("is written as ngrok fills it in, and known again", () => {
    const reference = vaultReference({ vault: "team vault", name: "okta" });
    assert.equal(reference, "${secrets.get('team vault', 'okta')}");
    assert.ok(isVaultReference(reference));
    for (const other of ["s3cret", `${reference}x`, "${req.host}", "${secrets.get('a', req.host)}"]) assert.equal(isVaultReference(other), false, other);
    assert.equal(vaultSecretSchema.safeParse({ vault: "a", name: "b') + secrets.get('c" }).success, false);
  });
});
