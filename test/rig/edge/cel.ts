/** Traffic policies' expressions and `${…}` templates, in CEL with the variables and functions that ngrok adds. */
import { BlockList, isIP } from "node:net";
import { Environment } from "@marcbachmann/cel-js";
import { NgrokError } from "./ngrokError";

export interface OidcVariables {
  readonly identity: {
    readonly id: string;
    readonly email: string;
    readonly name: string;
    readonly provider_user_id: string;
    readonly current_session_id: string;
  };
  readonly identity_token: string;
  readonly access_token: string;
  readonly refresh_token: string;
  readonly expires_at: string;
}

export interface CelVariables {
  readonly req: {
    readonly method: string;
    readonly host: string;
    readonly url: { readonly path: string; readonly raw_path: string; readonly query: string; readonly uri: string };
    /** Names in lower case. */
    readonly headers: Readonly<Record<string, readonly string[]>>;
  };
  readonly conn: { readonly client_ip: string };
  readonly actions: { readonly ngrok: { readonly oidc: OidcVariables } };
  /** What `set-vars` set; nothing before. */
  readonly vars?: Readonly<Record<string, unknown>>;
  /** What came from the app; while an answer is on its way back alone. */
  readonly res?: { readonly status_code: bigint; readonly headers: Readonly<Record<string, readonly string[]>> };
  /** The account's vaults; none by default. */
  readonly secrets?: Vaults;
}

/** An account's secrets, by vault and name. */
export class Vaults {
  constructor(private readonly secrets: Readonly<Record<string, Readonly<Record<string, string>>>> = {}) {}

  /** @throws Error for a secret that isn't there */
  get(vault: string, name: string): string {
    const secret = this.secrets[vault]?.[name];
    if (secret === undefined) throw new Error(`There is no secret '${name}' in the vault '${vault}'.`);
    return secret;
  }
}

export type Expression = (variables: CelVariables) => unknown;
export type Template = (variables: CelVariables) => string;

/** The variables while nobody is signed in. Assumption: ngrok's are then empty rather than absent. */
export const nobody: OidcVariables = {
  identity: { id: "", email: "", name: "", provider_user_id: "", current_session_id: "" },
  identity_token: "",
  access_token: "",
  refresh_token: "",
  expires_at: "",
};

/** Whose headers `hasReqHeader` asks for, while an expression is evaluated. */
let asked: CelVariables | undefined;

/** `json.decode(…)` and `base64.decode(…)`: ngrok's macros as its reference of macros has them. */
class Json {
  decode(text: string): unknown {
    return JSON.parse(text);
  }
}
class Base64 {
  decode(text: string): Uint8Array {
    return Buffer.from(decodedBase64(text));
  }
}

const environment = new Environment()
  .registerVariable("req", "dyn")
  .registerVariable("conn", "dyn")
  .registerVariable("actions", "dyn")
  .registerVariable("res", "dyn")
  .registerVariable("vars", "dyn")
  .registerType("Vaults", Vaults)
  .registerVariable("secrets", "Vaults")
  .registerFunction("Vaults.get(string, string): string", (vaults: Vaults, vault: string, name: string) => vaults.get(vault, name))
  .registerType("Json", Json)
  .registerConstant("json", "Json", new Json())
  .registerFunction("Json.decode(string): dyn", (json: Json, text: string) => json.decode(text))
  .registerType("Base64", Base64)
  .registerConstant("base64", "Base64", new Base64())
  .registerFunction("Base64.decode(string): bytes", (base64: Base64, text: string) => base64.decode(text))
  .registerFunction("string.lower(): string", (text: string) => text.toLowerCase())
  .registerFunction("string.upper(): string", (text: string) => text.toUpperCase())
  .registerFunction("string.replace(string, string): string", (text: string, from: string, to: string) => text.replaceAll(from, to))
  .registerFunction("string.decodeBase64(): string", decodedBase64)
  .registerFunction("string.decodeJson(): dyn", (text: string) => JSON.parse(text) as unknown)
  .registerFunction("hasReqHeader(string): bool", (name: string) => asked?.req.headers[name.toLowerCase()] !== undefined)
  .registerFunction("inCidrRanges(string, list): bool", inCidrRanges);

/** @throws NgrokError 2200 when the text isn't a valid expression. */
export function compileExpression(source: string): Expression {
  return compile(source, "ERR_NGROK_2200", "expression");
}

/** Text with `${expression}` in it. @throws NgrokError 2224 when an expression in it isn't valid. */
export function compileTemplate(source: string): Template {
  const parts: (string | Expression)[] = [];
  let at = 0;
  for (;;) {
    const start = source.indexOf("${", at);
    if (start < 0) break;
    const end = closingBrace(source, start + 2);
    if (end < 0) throw new NgrokError("ERR_NGROK_2224", `The template '${source}' has no closing brace.`);
    parts.push(source.slice(at, start), compile(source.slice(start + 2, end), "ERR_NGROK_2224", "template"));
    at = end + 1;
  }
  parts.push(source.slice(at));
  return (variables) => parts.map((part) => (typeof part === "string" ? part : asText(part(variables)))).join("");
}

function compile(source: string, code: string, what: string): Expression {
  try {
    const parsed = environment.parse(source);
    const { valid, error } = parsed.check();
    if (!valid) throw error ?? new Error("It does not type-check.");
    return (variables) => {
      asked = variables;
      return parsed(variables) as unknown;
    };
  } catch (error) {
    throw new NgrokError(code, `The ${what} '${source}' does not compile: ${error instanceof Error ? (error.message.split("\n")[0] ?? "") : ""}`);
  }
}

/** Strictly: ngrok's documentation says an error for what lacks its padding. */
function decodedBase64(text: string): string {
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)) throw new Error("illegal base64 data");
  return Buffer.from(text, "base64").toString("utf8");
}

function inCidrRanges(address: string, ranges: readonly string[]): boolean {
  const list = new BlockList();
  for (const range of ranges) {
    const [start = "", bits = ""] = range.split("/");
    if (isIP(start) !== 0 && bits !== "") list.addSubnet(start, Number(bits), isIP(start) === 4 ? "ipv4" : "ipv6");
  }
  return isIP(address) !== 0 && list.check(address, isIP(address) === 4 ? "ipv4" : "ipv6");
}

/** Where the brace that ends a template's expression is: outside strings, as many closed as opened. -1: nowhere. */
function closingBrace(source: string, from: number): number {
  let depth = 0;
  let quote = "";
  for (let at = from; at < source.length; at += 1) {
    const character = source[at];
    if (quote !== "") {
      if (character === "\\") at += 1;
      else if (character === quote) quote = "";
    } else if (character === "'" || character === '"') quote = character;
    else if (character === "{") depth += 1;
    else if (character === "}" && depth-- === 0) return at;
  }
  return -1;
}

function asText(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "bigint" || typeof value === "number" || typeof value === "boolean") return String(value);
  return JSON.stringify(value);
}
