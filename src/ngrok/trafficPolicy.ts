// The traffic policy of a share with `edge` enforcement: ngrok signs the visitor in, and its last rule seals the request for the gate.
import { ExpectedError } from "../base/expectedError";
import type { OpenPath } from "../identity/openPath";
import type { ProviderProfile } from "../identity/providerProfile";

/** The secret by which the gate knows that a request came through our policy, and the header that carries it. Both new at every agent start (S3). */
export interface Seal {
  readonly headerName: string;
  readonly secret: string;
}

export interface EdgePolicyInput {
  readonly profile: Pick<ProviderProfile, "issuer" | "clientId" | "scopes">;
  readonly clientSecret: string | undefined;
  readonly seal: Seal;
  /** Left to the gate, which alone decides what is open (S6). */
  readonly openPaths?: readonly OpenPath[] | undefined;
}

const oidc = "actions.ngrok.oidc";
const headerPrefix = "x-pc-";

/** @param randomBytes returns so many unpredictable bytes (`node:crypto`'s). @returns a 256-bit secret and a header name of its own. */
export function newSeal(randomBytes: (size: number) => Uint8Array): Seal {
  return {
    headerName: `${headerPrefix}${Buffer.from(randomBytes(8)).toString("hex")}`,
    secret: Buffer.from(randomBytes(32)).toString("base64url"),
  };
}

/**
 * The policy as ngrok takes it: JSON, on_http_request alone. The sealed header's value has exactly four elements divided by `;`:
 * secret, identity id, session id, ID token. Seal and identity are one value, written by the last rule, which demands an identity (S1, S2).
 *
 * On an open path nobody signs in and nothing is sealed. What the edge reads as one and the gate does not is a stranger's there.
 *
 * @throws ExpectedError `input.invalid` { field } for a value in which ngrok would read a template: its documentation
 * (traffic-policy/how-it-works, "CEL Interpolation") knows no way to write a plain `${`.
 */
export function edgePolicy({ profile, clientSecret, seal, openPaths = [] }: EdgePolicyInput): string {
  const typed = { issuer: [profile.issuer], clientId: [profile.clientId], clientSecret: [clientSecret ?? ""], scopes: profile.scopes };
  for (const [field, values] of Object.entries(typed)) {
    if (values.some((value) => value.includes("${"))) throw new ExpectedError("input.invalid", { problem: "template", field });
  }
  const closed = openPaths.length === 0 ? undefined : `!(${openPaths.map(isOpen).join(" || ")})`;
  const elements = [seal.secret, `\${${oidc}.identity.id}`, `\${${oidc}.identity.current_session_id}`, `\${${oidc}.identity_token}`];
  return JSON.stringify({
    on_http_request: [
      {
        name: "Sign in",
        ...(closed === undefined ? {} : { expressions: [closed] }),
        actions: [
          {
            type: "openid-connect",
            config: {
              issuer_url: profile.issuer,
              client_id: profile.clientId,
              ...(clientSecret === undefined ? {} : { client_secret: clientSecret }),
              scopes: profile.scopes,
            },
          },
        ],
      },
      {
        name: "Seal",
        // One expression: where nobody signed in, reading the identity fails, and what stands in front of it has to settle that (2253).
        expressions: [[...(closed === undefined ? [] : [closed]), `${oidc}.identity.id != ''`].join(" && ")],
        actions: [
          // add-headers appends: without the removal a visitor's own line would stand beside ours.
          { type: "remove-headers", config: { headers: [seal.headerName] } },
          { type: "add-headers", config: { headers: { [seal.headerName]: elements.join(";") } } },
        ],
      },
    ],
  });
}

/** As CEL; its strings are escaped as JSON's are. */
function isOpen({ path, prefix, methods }: OpenPath): string {
  const here = `req.url.path == ${JSON.stringify(path)}`;
  const below = `req.url.path.startsWith(${JSON.stringify(`${path}/`)})`;
  return `(req.method in ${JSON.stringify(methods)} && ${prefix === true ? `(${here} || ${below})` : here})`;
}

/** A policy as it may be shown, exported or reported: client secret, seal and the seal's header are named, not told (S3). What is no JSON is not shown at all. */
export function maskPolicy(policyJson: string): string {
  let policy: unknown;
  try {
    policy = JSON.parse(policyJson);
  } catch {
    return "<traffic policy>";
  }
  return JSON.stringify(masked(policy), undefined, 2);
}

function masked(value: unknown): unknown {
  if (typeof value === "string") return isSealHeader(value) ? "<seal header>" : value;
  if (Array.isArray(value)) return value.map(masked);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]: [string, unknown]) => {
      if (key === "client_secret") return [key, "<client secret>"];
      if (isSealHeader(key)) return ["<seal header>", typeof inner === "string" ? inner.replace(/^[^;]*/, "<seal>") : "<seal>"];
      return [key, masked(inner)];
    }),
  );
}

function isSealHeader(name: string): boolean {
  return name.toLowerCase().startsWith(headerPrefix);
}
