// Loads oidc-provider without its console notices: on Node 20 it warns about the runtime, on which it works (facts of the rig).
import type * as Library from "oidc-provider";

type Print = (...values: unknown[]) => void;

async function load(): Promise<typeof Library> {
  const { warn, info } = console;
  const without = (print: Print): Print => (...values) => {
    if (!String(values[0]).includes("oidc-provider ")) print(...values);
  };
  console.warn = without(warn.bind(console));
  console.info = without(info.bind(console));
  try {
    return await import("oidc-provider");
  } finally {
    console.warn = warn;
    console.info = info;
  }
}

let loading: Promise<typeof Library> | undefined;

export function loadOidcProvider(): Promise<typeof Library> {
  loading ??= load();
  return loading;
}
