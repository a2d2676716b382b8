// The golden files: a policy per entry of the table, a rule per line, the page for those left out apart.
import path from "node:path";
import { fileURLToPath } from "node:url";
import { exportTable, policyTable } from "./policyTable";

export const goldenFolder = fileURLToPath(new URL("./policies/", import.meta.url));

interface Rules {
  readonly on_http_request: readonly unknown[];
  readonly on_http_response?: readonly unknown[];
}

/** Their contents by absolute path. */
export function policyFiles(): ReadonlyMap<string, string> {
  const files = new Map<string, string[]>();
  let page = "";
  const entries = [
    ...policyTable().map(({ profile, option, rule, policy }) => ({ name: option === "plain" ? profile : option.replaceAll(/[ ,]+/g, "-"), rule, policy })),
    ...exportTable().map(([rule, policy]) => ({ name: "taken-elsewhere", rule, policy })),
  ];
  for (const { name, rule, policy } of entries) {
    const file = path.join(goldenFolder, `${name}.txt`);
    const phases = JSON.parse(policy, (key, value: unknown) => {
      if (key !== "body" || typeof value !== "string" || !value.startsWith("<!doctype")) return value;
      page ||= value;
      return "<left-out.html>";
    }) as Rules;
    const lines = Object.entries(phases).flatMap(([phase, rules]: [string, readonly unknown[]]) => [`  ${phase}`, ...rules.map((one) => `    ${JSON.stringify(one)}`)]);
    files.set(file, [...(files.get(file) ?? []), rule, ...lines, ""]);
  }
  return new Map([...[...files].map(([file, lines]) => [file, lines.join("\n")] as const), [path.join(goldenFolder, "left-out.html"), page]]);
}
