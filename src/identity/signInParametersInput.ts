import { normaliseDomain } from "./accessRule";
import { prompts, signInParametersSchema, type SignInParameters } from "./signInParameters";

export type SignInParametersProblem = "unknown" | "twice" | "prompt" | "loginHint" | "hostedDomain";
export type SignInParametersInput =
  | { readonly ok: true; readonly parameters: SignInParameters }
  | { readonly ok: false; readonly problem: SignInParametersProblem; readonly entry: string };

const fields = { prompt: "prompt", login_hint: "loginHint", hd: "hostedDomain" } as const satisfies Record<string, keyof SignInParameters>;

/** Reads "prompt=login login_hint=alice@acme.com hd=acme.com" as typed, divided by white space, commas or `&`. The first entry that can't be sent is named. */
export function signInParametersFromInput(input: string): SignInParametersInput {
  const parameters: Partial<Record<keyof SignInParameters, string>> = {};
  for (const entry of input.split(/[\s,&]+/).filter((one) => one !== "")) {
    const [, name = "", value = ""] = /^([^=]*)=(.*)$/s.exec(entry) ?? [];
    if (!isField(name)) return { ok: false, problem: "unknown", entry };
    const field = fields[name];
    if (parameters[field] !== undefined) return { ok: false, problem: "twice", entry };
    const plain = field === "prompt" ? value.toLowerCase() : field === "hostedDomain" ? (normaliseDomain(value) ?? value) : value;
    if (!signInParametersSchema.shape[field].safeParse(plain).success || plain === "") return { ok: false, problem: field, entry };
    parameters[field] = plain;
  }
  return { ok: true, parameters: signInParametersSchema.parse(parameters) };
}

/** As they would be typed. */
export function inputFromSignInParameters(parameters: SignInParameters): string {
  return Object.entries(fields).flatMap(([name, field]) => (parameters[field] === undefined ? [] : [`${name}=${parameters[field]}`])).join(" ");
}

export const promptNames: string = prompts.join(", ");

function isField(name: string): name is keyof typeof fields {
  return Object.hasOwn(fields, name);
}
