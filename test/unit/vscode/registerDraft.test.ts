import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { Cancelled, ExpectedError } from "../../../src/base/expectedError";
import type { ProviderProfile } from "../../../src/identity/providerProfile";
import { AdminToken, HeldTokens } from "../../../src/registration/adminToken";
import { tokenPage } from "../../../src/registration/tokenPage";
import { registerArgument } from "../../../src/vscode/registration/registerArgument";
import { emptyRegisterDraft, finish, placeOf, planned, type RegisterDraft, type RegisterParts } from "../../../src/vscode/registration/registerDraft";
import { goodApiToken, oktaError, oktaManagement, type OktaManagement } from "../../rig/registration/oktaManagement";
import { startStandIn } from "../../rig/registration/standIn";
import { channel, confirmedHost, failure, signal } from "../registration/registering";

let okta: OktaManagement;
let listening: Awaited<ReturnType<typeof startStandIn>>;
before(async () => {
  listening = await startStandIn({ ...oktaManagement(), handle: (request, response) => okta.handle(request, response) });
});
after(() => listening.close());
beforeEach(() => void (okta = oktaManagement()));

function parts(over: Partial<RegisterParts> = {}) {
  const profiles: ProviderProfile[] = [];
  const told: ExpectedError[] = [];
  const all = {
    registry: { shares: [] },
    secrets: { save: async (_: unknown, then: () => Promise<void>) => then() },
    providers: { read: () => ({ profiles, waiting: [], broken: [] }), save: (profile: ProviderProfile) => Promise.resolve(void profiles.push(profile)) },
    channel: channel(),
    showFailure: (error: ExpectedError) => void told.push(error),
    ...over,
  } as unknown as RegisterParts;
  return { all, profiles, told };
}

async function draft(): Promise<RegisterDraft> {
  const issuer = listening.origin;
  const place = placeOf("okta", { issuer, authorizationEndpoint: `${issuer}/a`, tokenEndpoint: `${issuer}/t`, jwksUri: `${issuer}/k`, tokenAuthMethods: ["client_secret_basic"] }, await confirmedHost(issuer));
  return { ...emptyRegisterDraft, kind: "okta", place, origin: "https://acme-demo.ngrok.app", name: "Portcullis", token: new AdminToken("SSWS", goodApiToken) };
}
const group = { id: "00gengineering0000g4", name: "Engineering", description: "" };

describe("the end of the set-up by API", () => {
  it("saves what was made", async () => {
    const own = parts();
    const { end } = await finish(own.all, await draft(), [group], signal);
    assert.ok(end !== undefined && end !== "left");
    assert.deepEqual([own.profiles, end.groups, own.told], [[end.made.profile], 1, []]);
    assert.deepEqual([...okta.apps.values()][0]?.groups, [group.id]);
  });

  it("S27 drops the token of a person who left only when what it made is gone", async () => {
    const held = new HeldTokens();
    const leaving = new AbortController();
    const begun = await draft();
    const token = held.hold(begun.token!);
    okta.faults.instead = (call) => {
      if (call.path.includes("/groups/")) leaving.abort(new Cancelled());
      return undefined;
    };
    const own = parts();
    const finished = held.during(() => finish(own.all, begun, [group], leaving.signal));
    await Promise.all([assert.rejects(finished, Cancelled), held.drop()]);
    assert.deepEqual([okta.apps.size, own.told, own.profiles], [0, [], []]);
    assert.ok(okta.asked().some((line) => line.startsWith("DELETE")));
    assert.throws(() => token.value, /dropped/);
  });

  it("leaves what failed and left nothing to the input, which asks again", async () => {
    okta.faults.instead = () => oktaError(403, "E0000006", "You do not have permission");
    const own = parts();
    assert.equal((await failure(finish(own.all, await draft(), [group], signal))).code, "registration.notPermitted");
    assert.deepEqual(own.told, []);
  });

  it("says at once what is left at the provider, and why, since the dialogue may be gone", async () => {
    okta.faults.instead = (call) => (/groups|deactivate/.test(call.path) ? oktaError(500, "E0000009", "Internal Server Error") : undefined);
    const own = parts();
    assert.equal((await finish(own.all, await draft(), [group], signal)).end, "left");
    assert.deepEqual(own.told.map(({ code }) => code), ["registration.notUndone", "registration.failed"]);
    assert.deepEqual(own.profiles, []);
  });

  it("never begins before place, address, name and token are known", async () => {
    assert.throws(() => planned(emptyRegisterDraft), /before place/);
    await assert.rejects(finish(parts().all, { ...(await draft()), token: undefined }, [], signal), /before there is a token/);
    assert.deepEqual(okta.calls, []);
  });

  it("passes on a secret store that refuses, with nothing left", async () => {
    const refused = new ExpectedError("secrets.refused");
    const own = parts({ secrets: { authtoken: () => Promise.resolve(undefined), save: () => Promise.reject(refused) } });
    assert.equal(await failure(finish(own.all, await draft(), [], signal)), refused);
    assert.equal(okta.apps.size, 0);
  });
});

describe("what another page tells the command", () => {
  it("is parsed, not believed", () => {
    assert.deepEqual(registerArgument({ kind: "okta", issuer: "acme", origin: "https://a.example", token: "00secret" }), { kind: "okta", issuer: "acme", origin: "https://a.example" });
    for (const odd of [undefined, null, "okta", 7, [], { kind: "evil" }, { issuer: 7 }, { origin: "x".repeat(301) }]) assert.deepEqual(registerArgument(odd), {}, JSON.stringify(odd));
  });
});

describe("where a token is made", () => {
  it("is a page of the provider's own console, where it is known", () => {
    assert.equal(tokenPage("okta", "https://acme.okta.com"), "https://acme-admin.okta.com/admin/access/api/tokens");
    assert.equal(tokenPage("keycloak", "https://login.acme.com/realms/acme"), "https://login.acme.com/admin/acme/console/#/acme/clients/initial-access-token");
    assert.equal(tokenPage("okta", "https://login.acme.com"), undefined);
    assert.equal(tokenPage("other", "https://login.acme.com"), undefined);
  });
});
