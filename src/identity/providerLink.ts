// A provider in a link: `vscode://portcullis.portcullis/add-provider?v=1&provider=…`, its JSON as base64url, which no editor decodes or encodes on the way.
import { sharedProviderSchema, type SharedProvider } from "./sharedProvider";

const path = "/add-provider";
const version = "1";
/** Longer than any that is made here. */
const mostCharacters = 12_000;

/** @param scheme of the editor: vscode, vscode-insiders, code-oss. @param extension publisher and name */
export function providerLink(scheme: string, extension: string, provider: SharedProvider): string {
  return `${scheme}://${extension}${path}?v=${version}&provider=${Buffer.from(JSON.stringify(provider)).toString("base64url")}`;
}

/** @param link of an editor's URI: its path, and its query without the question mark. @returns undefined for what is no provider */
export function providerFromLink(link: { readonly path: string; readonly query: string }): SharedProvider | undefined {
  if (link.path !== path || link.query.length > mostCharacters) return undefined;
  const given = new URLSearchParams(link.query);
  // One that is there twice could be read otherwise by whoever looks at the link.
  const [payload, ...more] = given.getAll("provider");
  if (given.get("v") !== version || payload === undefined || more.length > 0 || !/^[A-Za-z0-9_-]+$/.test(payload)) return undefined;
  return sharedProviderSchema.safeParse(parseJson(Buffer.from(payload, "base64url").toString("utf8"))).data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
