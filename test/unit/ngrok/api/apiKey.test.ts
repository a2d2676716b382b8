import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { apiAddressFrom } from "../../../../src/ngrok/api/apiAddress";
import { apiKeyFromInput } from "../../../../src/ngrok/api/apiKey";

const key = "2abcDEFghiJKLmnoPQRstuVWXyz_6AbCdEfGhIjKlMnOpQrSt";
const authtoken = "2abcDEFghiJKLmnoPQRstuVWXyz_3AbCdEfGhIjKlMnOpQrSt";

describe("apiKeyFromInput", () => {
  for (const typed of [key, `  ${key}\n`, `"${key}"`, `ngrok config add-api-key ${key}`, `$ ngrok.exe config add-api-key '${key}'`, `export NGROK_API_KEY="${key}"`, `$env:NGROK_API_KEY=${key}`, `api_key: ${key}`, `--api-key ${key}`, `--api-key=${key}`, `Bearer ${key}`, `authorization: Bearer ${key}`]) {
    it(`finds the key in ${typed.replace(key, "KEY").trim()}`, () => assert.deepEqual(apiKeyFromInput(typed, [authtoken]), { ok: true, apiKey: key }));
  }

  for (const [typed, problem] of [
    ["", "apiKey.empty"],
    ["''", "apiKey.empty"],
    [authtoken, "apiKey.authtoken"],
    [`"${authtoken}"`, "apiKey.authtoken"],
    [`ngrok config add-authtoken ${key}`, "apiKey.authtoken"],
    [`ngrok authtoken ${key}`, "apiKey.authtoken"],
    [`NGROK_AUTHTOKEN=${key}`, "apiKey.authtoken"],
    [`authtoken: ${key}`, "apiKey.authtoken"],
    ["ak_2abcDEFghiJKL", "apiKey.keyId"],
    ["cr_2abcDEFghiJKL", "apiKey.credentialId"],
    ["two words", "apiKey.notOne"],
    ["short", "apiKey.notOne"],
    ["x".repeat(257), "apiKey.notOne"],
    [`${key}\u200B`, "apiKey.notOne"],
    ["https://dashboard.ngrok.com/api-keys", "apiKey.notOne"],
  ] as const) {
    it(`refuses ${JSON.stringify(typed.slice(0, 40))} as ${problem}`, () => assert.deepEqual(apiKeyFromInput(typed, [authtoken]), { ok: false, problem }));
  }
});

describe("apiAddressFrom", () => {
  it("takes an https origin, and http on this machine alone", () => {
    for (const [typed, address] of [["https://api.ngrok.com", "https://api.ngrok.com"], ["https://API.ngrok.com/", "https://api.ngrok.com"], ["https://api.acme.com:8443", "https://api.acme.com:8443"], ["http://localhost:4000", "http://localhost:4000"], ["http://127.0.0.1:1/", "http://127.0.0.1:1"]] as const) assert.equal(apiAddressFrom(typed), address);
    for (const typed of ["", "api.ngrok.com", "http://api.ngrok.com", "https://api.ngrok.com/v2", "https://api.ngrok.com?x", "https://api.ngrok.com#x", "https://user@api.ngrok.com", "file:///x", "http://localhost.evil.example", "https://api.ngrok.com/?"]) assert.equal(apiAddressFrom(typed), undefined, typed);
  });
});
