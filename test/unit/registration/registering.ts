/** A registration against a stand-in on loopback, and what it is made of. */
import assert from "node:assert/strict";
import { ExpectedError } from "../../../src/base/expectedError";
import type { AdminChannel } from "../../../src/registration/adminCall";
import { adminHost, type AdminHost } from "../../../src/registration/adminHost";
import type { ClientToRegister } from "../../../src/registration/clientToRegister";
import { addressesOf } from "../../../src/registration/clientToRegister";
import { FakeClock } from "../../fakes/fakeClock";

export const signal = new AbortController().signal;

export const toRegister: ClientToRegister = { name: "Portcullis demo", ...addressesOf("https://acme-demo.ngrok.app"), authentication: "client_secret_basic" };

export function channel(over: Partial<AdminChannel> = {}): AdminChannel & { readonly clock: FakeClock } {
  return { fetch: (url, init) => fetch(url, init), certificateChecksOff: () => false, clock: new FakeClock(), userAgent: "portcullis/test", ...over } as AdminChannel & { readonly clock: FakeClock };
}

/** As a person confirms it who was asked for it. */
export function confirmedHost(origin: string): Promise<AdminHost> {
  return adminHost({ kind: "other", asked: origin, discovered: { issuer: origin }, confirm: () => Promise.resolve(true) });
}

export async function failure(work: Promise<unknown>): Promise<ExpectedError> {
  const error: unknown = await work.then((value) => assert.fail(`it succeeded: ${JSON.stringify(value)}`), (thrown: unknown) => thrown);
  assert.ok(error instanceof ExpectedError, error instanceof Error ? error.stack : String(error));
  return error;
}

/** An answer's JSON with something else at a path like `settings.oauthClient.redirect_uris`; `undefined` removes it. */
export function withOther(json: unknown, path: string, value: unknown): unknown {
  const copy = structuredClone(json) as Record<string, unknown>;
  const names = path.split(".");
  const last = names.pop()!;
  let at = copy;
  for (const name of names) at = at[name] as Record<string, unknown>;
  if (value === undefined) Reflect.deleteProperty(at, last);
  else at[last] = value;
  return copy;
}
