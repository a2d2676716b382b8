import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { inert } from "../../../src/base/inert";
import { ownErrorCodes, type ErrorCode } from "../../../src/base/errorCodes";
import { knownNgrokErrors } from "../../../src/ngrok/errorCodes";
import { actionLabel } from "../../../src/presentation/errorAction";
import { errorCatalogue } from "../../../src/presentation/errorCatalogue";
import { explain } from "../../../src/presentation/explain";
import { inputProblem, inputProblems } from "../../../src/presentation/inputProblem";
import { placeholders } from "../../../src/presentation/message";
import { english } from "./english";

const ngrokCode = (number: number): ErrorCode => `ngrok.ERR_NGROK_${number}`;
const kinds = (code: ErrorCode, facts = {}) => explain({ code, facts }).actions.map(({ kind }) => kind);
const texts = (wording: string | readonly string[]) => (typeof wording === "string" ? [wording] : wording);

function assertForm(what: string, title: string, advice: string): void {
  assert.match(title, /^[A-Zn\d].*[^.\s]$/, `${what}: ${title}`);
  assert.match(advice, /^[A-Zn].*\.$/, `${what}: ${advice}`);
  assert.doesNotMatch(title + advice, /!|\s\s|[{}]|undefined|oops|please/i, what);
  assert.ok(title.length <= 160, `${what}: a title of ${title.length}`);
  assert.ok(advice.length <= 180, `${what}: advice of ${advice.length}`);
}

describe("the error catalogue", () => {
  for (const code of ownErrorCodes) {
    it(`explains ${code} in short sentences, with and without facts`, () => {
      const entry = errorCatalogue[code];
      const wanted = [...texts(entry.title), ...texts(entry.advice)].flatMap(placeholders);
      for (const facts of [{}, Object.fromEntries(wanted.map((name) => [name, "Fact"]))]) {
        const { title, advice } = explain({ code, facts });
        assertForm(code, english(title), english(advice));
      }
      for (const wording of [entry.title, entry.advice]) assert.deepEqual(placeholders(texts(wording).at(-1)!), [], `${code}: the last wording wants nothing`);
    });
  }

  it("explains every code of ngrok's in the same form, each with something to do", () => {
    for (const number of knownNgrokErrors) {
      const { title, advice, actions } = explain({ code: ngrokCode(number), facts: {} });
      assertForm(String(number), english(title), english(advice));
      assert.ok(actions.length > 0, String(number));
    }
  });

  it("has a short name for every action, in sentence case", () => {
    for (const code of [...ownErrorCodes, ...knownNgrokErrors.map(ngrokCode)]) {
      const { actions } = explain({ code, facts: {} });
      assert.ok(actions.length <= 3, `${code}: more buttons than a notification shows`);
      assert.equal(new Set(actions.map((action) => english(actionLabel(action)))).size, actions.length, `${code}: two buttons of one name`);
      for (const action of actions) assert.match(english(actionLabel(action)), /^[A-Z][a-zA-Z ]{3,30}$/);
    }
  });

  it("names the most telling facts that it has", () => {
    const title = (facts: Record<string, string | number>) => english(explain({ code: "oidc.issuerUnreachable", facts }).title);
    assert.equal(title({ address: "acme.okta.com", status: 404 }), "The provider at acme.okta.com answered with status 404");
    assert.equal(title({ host: "acme.okta.com", why: "ENOTFOUND" }), "The provider acme.okta.com can't be reached: ENOTFOUND");
    assert.equal(title({ host: "acme.okta.com" }), "The provider can't be reached");
    assert.equal(english(explain({ code: "local.portTaken", facts: { port: 41730 } }).title), "Port 41730 is taken");
    assert.equal(english(explain({ code: "local.portTaken", facts: { port: 0 } }).title), "The port of the share's own address is taken");
  });

  it("offers sign-in on this machine when ngrok refuses for its plan", () => {
    for (const number of [2256, 2263, 6032, 9005]) assert.equal(kinds(ngrokCode(number))[0], "switchToGate");
  });

  it("offers to replace the authtoken where that is the cure", () => {
    for (const number of [105, 107, 4018]) assert.equal(kinds(ngrokCode(number))[0], "setAuthtoken");
    assert.equal(kinds("ngrok.authtokenMissing")[0], "setAuthtoken");
  });

  it("names the address that is online already, and offers another", () => {
    const facts = { message: "The endpoint 'https:∕∕otter.ngrok-free.dev' is already online." };
    const { title, actions } = explain({ code: ngrokCode(334), facts });
    assert.equal(english(title), "otter.ngrok-free.dev is already online");
    assert.deepEqual(actions.map(({ kind }) => kind), ["changeAddress", "openUrl", "retry"]);
  });

  it("shows a code that it doesn't know in ngrok's own words, with its page", () => {
    const { title, actions } = explain({ code: ngrokCode(99_999), facts: { message: "Something new." } });
    assert.equal(english(title), "ngrok refused, ERR_NGROK_99999: Something new.");
    assert.deepEqual(actions[0], { kind: "openUrl", url: "https://ngrok.com/docs/errors/err_ngrok_99999", label: { message: "Read more at ngrok", args: {} } });
  });

  it("knows what helps from the words of a provider", () => {
    const words: Readonly<Record<string, RegExp>> = {
      "The 'redirect_uri' parameter must be a Login redirect URI in the client app settings": /sign-in redirect URIs, in Okta under General/,
      "User is not assigned to the client application.": /in Okta under Assignments/,
      "E0000015: You do not have permission to access the feature you are requesting": /without \/oauth2\/default/,
      "Policy evaluation failed for this request, please check the policy configurations.": /an access policy with a rule/,
      "PKCE code challenge is required when the token endpoint authentication method is 'NONE'.": /sends no PKCE/,
      "Missing parameter: code_challenge_method": /sends no PKCE/,
      "AADSTS50011: The redirect URI specified in the request does not match": /as a Web redirect URI/,
      "AADSTS50105: Your administrator has configured the application to block users": /to the enterprise application/,
      "AADSTS7000215: Invalid client secret provided.": /value and not its ID/,
      "AADSTS7000222: The provided client secret keys are expired.": /has expired/,
      "redirect_uri_mismatch": /authorized redirect URIs/,
      "Invalid parameter: redirect_uri": /valid redirect URIs/,
      "Callback URL mismatch. The provided redirect_uri is not in the list of allowed callback URLs": /allowed callback URLs/,
      "oidc: issuer did not match the issuer returned by provider": /to the letter/,
    };
    for (const [said, helps] of Object.entries(words)) {
      const failures = [{ code: "oidc.clientRefused", facts: { error: "invalid_client", description: inert(said, 200) } }, { code: ngrokCode(5211), facts: { message: inert(said, 200) } }] as const;
      for (const failure of failures) {
        const { title, advice } = explain(failure);
        assert.match(english(advice), helps, said);
        assertForm(said, english(title), english(advice));
      }
    }
    assert.equal(english(explain({ code: "oidc.clientRefused", facts: { error: "invalid_client", description: "no" } }).advice), english(explain({ code: "oidc.clientRefused", facts: {} }).advice));
  });

  it("keeps ngrok's own words beside ours", () => {
    const { said } = explain({ code: ngrokCode(9026), facts: { message: "line 3: unknown field" } });
    assert.equal(said && english(said), "ngrok said: line 3: unknown field");
    assert.equal(explain({ code: ngrokCode(9026), facts: {} }).said, undefined);
  });

  it("S16 shows facts from outside as plain words", () => {
    const hostile = "[x](command:evil) $(lock) {port} \u202E\n https://evil.example";
    for (const [code, facts] of [
      ["oidc.providerError", { error: hostile, description: hostile }],
      ["proof.disproved", { seen: hostile }],
      [ngrokCode(99_999), { message: hostile }],
      [ngrokCode(334), { message: `https://evil.example](command:evil) ${hostile}` }],
    ] as const) {
      const { title, said } = explain({ code, facts });
      assert.doesNotMatch(english(title) + (said ? english(said) : ""), /[[\]()$\u202E\n]|:\/\//, code);
    }
  });

  it("says what is wrong with an input beside it", () => {
    for (const problem of inputProblems) {
      assertForm(problem, "Title", english(inputProblem(problem)!));
      assert.equal(english(explain({ code: "input.invalid", facts: { problem } }).advice), english(inputProblem(problem)!));
    }
    assert.equal(english(inputProblem("configFile", { line: 7 })!).includes("line 7"), true);
    for (const unknown of ["constructor", "", 7, undefined]) assert.equal(inputProblem(unknown), undefined);
  });
});
