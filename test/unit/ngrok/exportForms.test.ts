// Each exported form through a reader: YAML and the fields that ngrok's documentation gives (ngrok/ngrok-docs 56a5f996,
// agent/config/v3.mdx "Supported fields", "Endpoint configuration options"; agent/cli.mdx "ngrok http"), the policy through the
// stand-in edge's own reader (traffic-policy/how-it-works.mdx "Rule fields"), commands through the shells that are on this machine.
// Our own are the readers of `ngrok.yml`, of the arguments of `ngrok http`, of PowerShell's line and of the Command Prompt's: no parser
// of theirs is published that a test could run here. What they leave open the real ones may read otherwise.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { parse } from "yaml";
import * as z from "zod";
import { ExpectedError } from "../../../src/base/expectedError";
import { agentCommand, cloudCommands, exportedConfig, exportedPolicyFile, type ExportedEndpoint } from "../../../src/ngrok/export/exportForms";
import { exportPolicy, secretPlaceholder, type ExportInput } from "../../../src/ngrok/export/exportPolicy";
import { readConfig } from "../../../src/ngrok/configEndpoints";
import { compilePolicy } from "../../rig/edge/trafficPolicy";
import { promptArguments } from "../base/commandPrompt";

const hostile = `it's "q" \\ %PATH% $HOME \`id\` & | > < ^ ! {a,b} ‘x’ é 漢字 \u2028 \t`;
const input: ExportInput = {
  profile: { issuer: "https://acme.okta.com", clientId: hostile, scopes: ["openid", "email"], clientAuthentication: "client_secret_basic" },
  rule: { everyone: false, domains: ["acme.com"], emails: [] },
  verifiedBy: "true",
  authId: "sso-abc",
  maxHours: 8,
  host: "localhost:3000",
  headerRules: [{ direction: "request", action: "set", name: "X-Odd", value: `a'b"c\\d%e$f` }],
};
const { policy } = exportPolicy(input);
const endpoint: ExportedEndpoint = { name: "localhost-3000", upstream: "http://127.0.0.1:3000", url: "https://app.acme.com" };

const configSchema = z.strictObject({
  version: z.literal(3),
  agent: z.strictObject({}),
  endpoints: z.array(
    z.strictObject({
      name: z.string().min(1),
      url: z.string().optional(),
      upstream: z.strictObject({ url: z.string() }),
      traffic_policy: z.strictObject({ on_http_request: z.array(z.unknown()), on_http_response: z.array(z.unknown()).optional() }),
    }),
  ),
});

describe("the exported forms", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "pc-forms-"));
    mkdirSync(join(folder, "bin"));
    // Stands for every program: says with what it was called.
    for (const name of ["ngrok", "curl"]) {
      const file = join(folder, "bin", name);
      writeFileSync(file, `#!${process.execPath}\nprocess.stdout.write(JSON.stringify(process.argv.slice(2)));\n`);
      chmodSync(file, 0o755);
    }
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** The arguments that a program gets of a line in that shell. */
  const called = (shell: string, line: string): readonly string[] => {
    const { stdout, stderr } = spawnSync(shell, ["-c", line], { encoding: "utf8", env: { HOME: folder, PATH: `${join(folder, "bin")}:${process.env["PATH"] ?? ""}`, NGROK_API_KEY: "the-key" } });
    assert.equal(stderr, "");
    return JSON.parse(stdout) as readonly string[];
  };

  it("ngrok.yml: version 3, one endpoint, no authtoken, and a policy that the edge reads", () => {
    const text = exportedConfig(endpoint, policy, ["A comment,\nin one line", "another"]);
    assert.match(text, /^# A comment, in one line\n# another\nversion: 3\n/);
    const config = configSchema.parse(parse(text));
    assert.deepEqual(config.endpoints, [{ name: "localhost-3000", url: "https://app.acme.com", upstream: { url: "http://127.0.0.1:3000" }, traffic_policy: policy }]);
    assert.doesNotMatch(text, /authtoken|[*&]a\d/);
    compilePolicy(JSON.stringify(config.endpoints[0]?.traffic_policy), 5);
    // What goes out comes in again.
    const [again] = readConfig(text).endpoints;
    assert.ok(again?.kind === "http");
    assert.deepEqual([again.port, again.address, again.signIn?.clientSecret], [3000, { domain: "app.acme.com" }, { kind: "missing" }]);
    assert.ok(!("url" in (parse(exportedConfig({ ...endpoint, url: undefined }, policy, [])) as { readonly endpoints: readonly object[] }).endpoints[0]!));
  });

  it("the policy file is the policy, and names the secret once", () => {
    const text = exportedPolicyFile(policy, ["x"]);
    assert.deepEqual(parse(text), policy);
    compilePolicy(text, 5);
    assert.equal(text.split(secretPlaceholder).length, 2);
  });

  for (const shell of ["sh", "bash", "dash", "zsh"]) {
    const skip = spawnSync(shell, ["-c", "exit 0"]).status === 0 ? false : `${shell} is not on this machine`;
    it(`the command: what ${shell} runs`, { skip }, () => {
      for (const file of ["policy.yml", `/tmp/it's "here" $HOME/po\\licy.yml`]) {
        assert.deepEqual(called(shell, agentCommand("posix", endpoint, file)), ["http", "http://127.0.0.1:3000", "--url", "https://app.acme.com", "--traffic-policy-file", file]);
      }
      assert.deepEqual(called(shell, agentCommand("posix", { ...endpoint, url: undefined }, "policy.yml")), ["http", "http://127.0.0.1:3000", "--traffic-policy-file", "policy.yml"]);
    });

    it(`curl: what ${shell} runs`, { skip }, () => {
      const { create, agent } = cloudCommands("posix", "curl", { ...endpoint, url: "https://app.acme.com" }, policy, "https://pc-abc.internal");
      checkCurl(called(shell, create));
      assert.deepEqual(called(shell, agent), ["http", "http://127.0.0.1:3000", "--url", "https://pc-abc.internal"]);
    });
  }

  it("the command and curl at a Command Prompt, by its documented rules", () => {
    const file = "C:\\Users\\O'Neil & Co\\100% sure\\policy.yml";
    assert.deepEqual(promptArguments(agentCommand("cmd", endpoint, file), {}).slice(-1), [file]);
    const { create } = cloudCommands("cmd", "curl.exe", { ...endpoint, url: "https://app.acme.com" }, policy, "https://pc-abc.internal");
    assert.match(create, /^[\x20-\x7e]+$/);
    checkCurl(promptArguments(create, { NGROK_API_KEY: "the-key", PATH: "C:\\" }).slice(1));
  });

  it("curl in PowerShell: the body by standard input, plain in every version and encoding", () => {
    const { create } = cloudCommands("powershell", "curl.exe", { ...endpoint, url: "https://app.acme.com" }, policy, "https://pc-abc.internal");
    const [, body = "", rest = ""] = /^'([\x20-\x26\x28-\x7e]*)' \| (.*)$/.exec(create) ?? [];
    checkBody(body);
    assert.equal(rest, `curl.exe --globoff --request POST --header 'Ngrok-Version: 2' --header 'Content-Type: application/json' --header "Authorization: Bearer $env:NGROK_API_KEY" --data-binary '@-' https://api.ngrok.com/endpoints`);
  });

  it("S3 no form tells a secret: of header rules, of the person's own rules, in either phase", () => {
    const canary = "c4n4ry";
    const ownRules = JSON.stringify({
      on_http_request: [
        { expressions: [`req.url.path == '/a' && req.headers['x-api-key'][0] == '${canary}'`, `getReqHeader("Authorization")[0] in ["Bearer ${canary}", '${canary}'] || getReqCookie('sid').value != "${canary}"`], actions: [{ type: "verify-webhook", config: { provider: "github", secret: canary } }] },
        { actions: [{ type: "http-request", config: { url: `https://me:${canary}@hooks.example/a?x=1&api_key=${canary}`, headers: { "X-Auth": canary, "x-plain": `Bearer ${canary}`, "x-vault": "${secrets.get('v', 'n')}" } } }] },
        { actions: [{ type: "add-headers", config: { headers: { authorization: `Basic ${canary}`, "ocp-apim-subscription-key": canary } } }, { type: "set-vars", config: { vars: [{ api_token: canary }, { x: [{ password: [canary] }] }] } }] },
      ],
      on_http_response: [{ actions: [{ type: "add-headers", config: { headers: { "x-session": canary } } }, { type: "custom-response", config: { body: "kept" } }] }],
    });
    const headerRules: ExportInput["headerRules"] = [
      ...["Authorization", "X-Api-Key", "X-Amz-Security-Token", "Client-Secret"].map((name) => ({ direction: "request", action: "set", name, value: canary }) as const),
      { direction: "request", action: "set", name: "X-Odd", value: `Bearer ${canary}` },
      { direction: "response", action: "set", name: "X-Csrf-Token", value: canary },
      { direction: "request", action: "set", name: "X-Env", value: "demo" },
    ];
    const { policy: told, toFill } = exportPolicy({ ...input, ownRules, headerRules });
    const url = "https://app.acme.com";
    const forms = [
      exportedConfig(endpoint, told, []),
      exportedPolicyFile(told, []),
      ...(["posix", "powershell"] as const).map((shell) => cloudCommands(shell, "curl", { ...endpoint, url }, told, "https://pc-abc.internal").create),
    ];
    for (const form of forms) {
      assert.ok(!form.includes(canary));
      for (const kept of ["<value of X-Api-Key>", "<secret>", "kept", "demo", "hooks.example", "/a"]) assert.ok(form.includes(kept), kept);
    }
    const short = exportPolicy({ ...input, headerRules: headerRules.slice(0, 2) }).policy;
    const prompt = cloudCommands("cmd", "curl.exe", { ...endpoint, url }, short, "https://pc-abc.internal").create;
    assert.ok(!prompt.includes(canary));
    checkCurl(promptArguments(prompt, { NGROK_API_KEY: "the-key", PATH: "C:\\" }).slice(1), short);
    // What a reference or a name tells stays, and a rule asks for what it asked for.
    const text = JSON.stringify(told);
    for (const kept of ["${secrets.get('v', 'n')}", "req.url.path == '/a' && req.headers['x-api-key'][0] == '<secret>'", `getReqHeader(\\"Authorization\\")[0] in [\\"<secret>\\", '<secret>'] || getReqCookie('sid').value != \\"<secret>\\"`, "https://<secret>@hooks.example/a?x=1&api_key=<secret>"]) assert.ok(text.includes(kept), kept);
    assert.deepEqual(toFill, {
      headers: ["X-Auth", "x-plain", "authorization", "ocp-apim-subscription-key", "Authorization", "X-Api-Key", "X-Amz-Security-Token", "Client-Secret", "X-Odd", "x-session", "X-Csrf-Token"],
      ownSecrets: true,
    });
    assert.deepEqual(exportPolicy(input).toFill, { headers: [], ownSecrets: false });
  });

  it("a body that no Command Prompt takes is refused, not cut off", () => {
    const long = exportPolicy({ ...input, rule: { ...input.rule, emails: Array.from({ length: 400 }, (_, index) => `person-${index}@partner.example`) } }).policy;
    assert.throws(() => cloudCommands("cmd", "curl.exe", { ...endpoint, url: "https://app.acme.com" }, long, "https://pc-abc.internal"), (error) => error instanceof ExpectedError && error.code === "export.notForShell" && error.facts["why"] === "length");
    checkCurl(called("sh", cloudCommands("posix", "curl", { ...endpoint, url: "https://app.acme.com" }, long, "https://pc-abc.internal").create), long);
  });
});

function checkCurl(arguments_: readonly string[], expected: object = policy): void {
  const rest = [...arguments_];
  const body = rest.splice(rest.indexOf("--data-raw"), 2)[1] ?? "";
  assert.deepEqual(rest, ["--globoff", "--request", "POST", "--header", "Ngrok-Version: 2", "--header", "Content-Type: application/json", "--header", "Authorization: Bearer the-key", "https://api.ngrok.com/endpoints"]);
  checkBody(body, expected);
}

function checkBody(text: string, expected: object = policy): void {
  const { traffic_policy, ...body } = JSON.parse(text) as { readonly traffic_policy: string };
  assert.deepEqual(body, { type: "cloud", url: "https://app.acme.com", bindings: ["public"] });
  assert.deepEqual(JSON.parse(traffic_policy), expected);
}
