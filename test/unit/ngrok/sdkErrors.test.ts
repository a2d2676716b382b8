import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ExpectedError } from "../../../src/base/expectedError";
import { fromSdkError } from "../../../src/ngrok/sdkErrors";

const authtoken = "2abcDEFghiJKLmnoPQRstuVWXyz_3AbCdEfGhIjKlMnOpQrSt";
const sdkError = (message: string, errorCode?: string) => Object.assign(new Error(message), { code: "GenericFailure", ...(errorCode === undefined ? {} : { errorCode }) });

describe("fromSdkError", () => {
  const table: readonly (readonly [string, unknown, string])[] = [
    ["a code of its own", sdkError("failed to connect session: no error_code: ERR_NGROK_107", "ERR_NGROK_107"), "ngrok.ERR_NGROK_107"],
    ["a code in the message alone", sdkError("failed to start listener: online error_code: ERR_NGROK_334"), "ngrok.ERR_NGROK_334"],
    ["a code in the middle of the message", sdkError("nested: ERR_NGROK_2227 at line 3"), "ngrok.ERR_NGROK_2227"],
    ["the code at the end, when an earlier one is quoted", sdkError("see ERR_NGROK_1\nerror_code: ERR_NGROK_9026"), "ngrok.ERR_NGROK_9026"],
    ["a code that is not one", sdkError("x", "ERR_NGROK_1; DROP"), "ngrok.unknown"],
    ["a code with too many digits", sdkError("ERR_NGROK_12345678"), "ngrok.unknown"],
    ["no route", sdkError("failed to connect session: failed to establish tcp connection"), "ngrok.unreachable"],
    ["an untrusted certificate", sdkError("failed to connect session: tls handshake error"), "ngrok.tls"],
    ["a missing redistributable", sdkError("The specified module could not be found.\r\n\\\\?\\C:\\x\\ngrok.win32-x64-msvc.node"), "ngrok.nativeModule"],
    ["a missing platform package", sdkError("Cannot find module '@ngrok/ngrok-linux-x64-gnu'"), "ngrok.nativeModule"],
    ["a library that doesn't load", Object.assign(new Error("libc.so.6: cannot open"), { code: "ERR_DLOPEN_FAILED" }), "ngrok.nativeModule"],
    ["an old C library", sdkError("/lib/libc.so.6: version `GLIBC_2.28' not found"), "ngrok.nativeModule"],
    ["another missing module, which is a defect of ours", sdkError("Cannot find module './gate'"), "ngrok.unknown"],
    ["a lost session", sdkError("failed to open muxado stream"), "ngrok.unknown"],
    ["a text", "plain", "ngrok.unknown"],
    ["nothing", undefined, "ngrok.unknown"],
  ];
  for (const [what, error, code] of table) it(`reads ${what} as ${code}`, () => assert.equal(fromSdkError(error, []).code, code));

  it("leaves an explained failure as it is", () => {
    const known = new ExpectedError("ngrok.authtokenMissing");
    assert.equal(fromSdkError(known, []), known);
  });

  it("says ngrok's words without the SDK's wrapping", () => {
    assert.equal(fromSdkError(sdkError("failed to start listener: The endpoint is online.\n\nerror_code: ERR_NGROK_334", "ERR_NGROK_334"), []).facts["message"], "The endpoint is online.");
  });

  const secrets = [authtoken, "pä$$ \"word\"", "x"];
  const telling: readonly (readonly [string, string, string])[] = [
    ["the authtoken", `Your authtoken: ${authtoken}`, authtoken],
    ["the authtoken within other text", `bad<${authtoken}>`, authtoken],
    ["a client secret", 'config: client_secret=pä$$ "word" refused', 'pä$$ "word"'],
    ["a client secret in JSON", JSON.stringify({ s: 'pä$$ "word"' }), "word"],
    ["a client secret in an address", `https://x/?s=${encodeURIComponent('pä$$ "word"')}`, "word"],
    ["a token that nobody named", "credential 1xYzAbCdEfGhIjKlMnOpQr was refused", "1xYzAbCdEfGhIjKlMnOpQr"],
    ["a JWT", "token eyJhbGciOiJSUzI1NiIsImtpZCI6IjEifQ.eyJzdWIiOiIxMjM0NTY3ODkwIn0.c2lnbmF0dXJlX29mX3RoaXM9PTEy", "eyJhbGciOiJSUzI1NiIs"],
    ["a short authtoken that ngrok echoes", "Your authtoken: abc123", "abc123"],
    ["an API key", "api_key = short1", "short1"],
  ];
  for (const [what, message, secret] of telling) {
    it(`S3 does not repeat ${what}`, () => {
      const error = fromSdkError(sdkError(`${message} error_code: ERR_NGROK_105`), secrets);
      for (const said of [error.message, JSON.stringify(error.facts), error.stack ?? ""]) assert.ok(!said.includes(secret), said);
      assert.equal(error.cause, undefined);
    });
  }

  it("still says which address and code it is about", () => {
    const { message } = fromSdkError(sdkError("The endpoint 'https://fluffy-happy-otter-12345.ngrok-free.dev' is already online. See ERR_NGROK_334 and connect.ngrok-agent.com"), secrets.slice(0, 2)).facts;
    assert.match(String(message), /fluffy-happy-otter-12345\.ngrok-free\.dev.*ERR_NGROK_334.*connect\.ngrok-agent\.com/);
  });

  it("S16 makes ngrok's words inert and bounds them", () => {
    const said = String(fromSdkError(sdkError(`[click](command:x) \u202E$(lock)\u001B[31m ${"long ".repeat(500)}`), []).facts["message"]);
    assert.doesNotMatch(said, /[[\]()$\u202E\u001B]/);
    assert.ok(said.length <= 400);
  });
});
