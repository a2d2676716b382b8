import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { authtokenFromInput } from "../../../src/ngrok/authtoken";

const token = "2abcDEFghiJKLmnoPQRstuVWXyz_3AbCdEfGhIjKlMnOpQrSt";

describe("authtokenFromInput", () => {
  for (const typed of [
    token,
    `  ${token}\n`,
    `"${token}"`,
    `'${token}'`,
    `ngrok config add-authtoken ${token}`,
    `$ ngrok config add-authtoken ${token}`,
    `ngrok.exe config add-authtoken "${token}"`,
    `./ngrok authtoken ${token}`,
    `export NGROK_AUTHTOKEN=${token}`,
    `NGROK_AUTHTOKEN="${token}"`,
    `$env:NGROK_AUTHTOKEN = '${token}'`,
    `set NGROK_AUTHTOKEN=${token}`,
    `authtoken: ${token}`,
    `    authtoken: "${token}"`,
    `--authtoken ${token}`,
    `--authtoken=${token}`,
  ]) {
    it(`finds the token in ${typed.replace(token, "TOKEN").trim()}`, () => assert.deepEqual(authtokenFromInput(typed), { ok: true, authtoken: token }));
  }

  for (const [typed, problem] of [
    ["", "authtoken.empty"],
    ["  ''  ", "authtoken.empty"],
    ["api_2abcDEFghiJKL", "authtoken.apiKey"],
    ["ak_2abcDEFghiJKL", "authtoken.apiKey"],
    ["ngrok config add-authtoken api_2abcDEFghiJKL", "authtoken.apiKey"],
    ["cr_2abcDEFghiJKL", "authtoken.credentialId"],
    ["two words", "authtoken.notOne"],
    [`${token} ${token}`, "authtoken.notOne"],
    [`"${token}`, "authtoken.notOne"],
    ["short", "authtoken.notOne"],
    ["https://dashboard.ngrok.com/get-started/your-authtoken", "authtoken.notOne"],
    [`${token}\u200B`, "authtoken.notOne"],
    ["*".repeat(49), "authtoken.notOne"],
    ["x".repeat(257), "authtoken.notOne"],
    ["ngrok http 3000", "authtoken.notOne"],
  ] as const) {
    it(`refuses ${JSON.stringify(typed.replaceAll(token, "TOKEN").slice(0, 40))} as ${problem}`, () => assert.deepEqual(authtokenFromInput(typed), { ok: false, problem }));
  }
});
