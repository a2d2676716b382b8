// A node:test reporter for scripts/nodeSuite.mjs: one JSON line per test as it ends, so that a file that hangs later still counts.
import { inspect } from "node:util";

export default async function* testReporter(events) {
  const titles = [];
  for await (const { type, data } of events) {
    if (type === "test:start") titles[data.nesting] = data.name;
    const line = type === "test:pass" || type === "test:fail" ? outcome(type, data, titles) : type === "test:diagnostic" ? figure(data.message) : undefined;
    if (line) yield `${JSON.stringify(line)}\n`;
  }
}

/** What a test measured and wants printed: t.diagnostic("figure: …"). node:test's own counts come this way too. */
function figure(message) {
  return message.startsWith("figure: ") ? { outcome: "figure", title: "", text: message.slice("figure: ".length) } : undefined;
}

function outcome(type, data, titles) {
  const title = [...titles.slice(0, data.nesting), data.name].join(" › ");
  const error = data.details?.error;
  if (type === "test:fail") {
    // Its subtests were reported themselves.
    if (error?.failureType === "subtestsFailed") return undefined;
    const cause = error?.cause ?? error;
    return { outcome: "failed", title, text: typeof cause === "string" ? cause : inspect(cause, { depth: 4 }) };
  }
  if (data.details?.type === "suite") return undefined;
  const reason = data.skip ?? data.todo;
  return reason === undefined ? { outcome: "passed", title } : { outcome: "skipped", title, text: typeof reason === "string" ? reason : "no reason given" };
}
