// The forms in which a share runs without Portcullis: an endpoint of ngrok's configuration file, a command with its policy file, and
// the API call that makes a Cloud Endpoint. Secrets are named, never told.
import { stringify } from "yaml";
import { commandLine, type Shell } from "../../base/shell";
import { ngrokApiAddress } from "../api/apiAddress";
import type { ExportedPolicy } from "./exportPolicy";

type Policy = ExportedPolicy["policy"];

export interface ExportedEndpoint {
  /** Of letters, digits, `.` and `-`. */
  readonly name: string;
  /** `http://127.0.0.1:3000` */
  readonly upstream: string;
  /** `https://your-name.ngrok-free.dev`; undefined: the account's own domain. */
  readonly url: string | undefined;
}

/** The variable of ngrok's own tools. */
const apiKeyVariable = "NGROK_API_KEY";

/**
 * `ngrok.yml`, version 3, without an authtoken: it is read beside the file that has one.
 * @param comments lines above it
 */
export function exportedConfig({ name, upstream, url }: ExportedEndpoint, policy: Policy, comments: readonly string[]): string {
  const config = { version: 3, agent: {}, endpoints: [{ name, ...(url !== undefined && { url }), upstream: { url: upstream }, traffic_policy: policy }] };
  return commented(comments) + yaml(config);
}

/** The file of `--traffic-policy-file`. @param comments lines above it */
export function exportedPolicyFile(policy: Policy, comments: readonly string[]): string {
  return commented(comments) + yaml(policy);
}

/** @param policyFile where the policy is @throws ExpectedError `export.notForShell` */
export function agentCommand(shell: Shell, { upstream, url }: ExportedEndpoint, policyFile: string): string {
  return commandLine(shell, ["ngrok", "http", upstream, ...(url === undefined ? [] : ["--url", url]), "--traffic-policy-file", policyFile]);
}

export interface CloudCommands {
  /** Makes the Cloud Endpoint. */
  readonly create: string;
  /** Binds the app to it, on the machine that it runs on. */
  readonly agent: string;
}

/**
 * @param curl the program's name: in Windows PowerShell 5.1 `curl` is something else
 * @param internal `https://<name>.internal`, where the policy forwards to
 * @throws ExpectedError `export.notForShell`
 */
export function cloudCommands(shell: Shell, curl: "curl" | "curl.exe", { upstream, url }: ExportedEndpoint & { readonly url: string }, policy: Policy, internal: string): CloudCommands {
  const body = { type: "cloud", url, bindings: ["public"], traffic_policy: JSON.stringify(policy) };
  const [input, data] = shell === "powershell" ? [shellProof(body), ["--data-binary", "@-"]] : [undefined, ["--data-raw", shell === "cmd" ? shellProof(body) : JSON.stringify(body)]];
  const headers = ["Ngrok-Version: 2", "Content-Type: application/json", { text: "Authorization: Bearer ", variable: apiKeyVariable }];
  return {
    create: commandLine(shell, [curl, "--globoff", "--request", "POST", ...headers.flatMap((header) => ["--header", header]), ...data, `${ngrokApiAddress}/endpoints`], input),
    agent: commandLine(shell, ["ngrok", "http", upstream, "--url", internal]),
  };
}

/** JSON in which only what JSON itself needs is left of the characters that a Windows shell or its encodings could read otherwise. */
function shellProof(value: unknown): string {
  return JSON.stringify(value).replace(/\\["\\]|[^A-Za-z0-9 _.,:;/?=+*@~{}<>[\]"\\-]/g, (found) => `\\u${(found.length === 2 ? found.charCodeAt(1) : found.charCodeAt(0)).toString(16).padStart(4, "0")}`);
}

function yaml(value: unknown): string {
  return stringify(value, { lineWidth: 0, aliasDuplicateObjects: false });
}

function commented(lines: readonly string[]): string {
  return lines.map((line) => `# ${line.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ")}\n`).join("");
}
