// Every provider that the product knows: a person signs in as they do there, by that provider's claims, groups and client
// authentication; what it says when something is wrong is recognised.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import type { AccessRule } from "../../src/identity/accessRule";
import type { Cure } from "../../src/identity/knownProvider";
import { cureFor, knownProviders } from "../../src/identity/providers";
import { passProvider } from "../rig/provider/passProvider";
import { kindOf, personalities, type PersonalityName } from "../rig/provider/personality";
import { groupId } from "../rig/provider/personalities/usual";
import { startShare, type RealShare } from "./rejects/realShare";

interface Expected {
  /** Alice's group as this provider writes it; undefined where it tells none. */
  readonly group: string | undefined;
  /** Whether an address that the provider verified counts: authentik verifies none. */
  readonly byDomain: boolean;
  readonly unassigned: Cure;
  readonly wrongSecret: Cure;
  readonly signsOut: boolean;
}

const usual: Expected = { group: "Engineering", byDomain: true, unassigned: "assignPerson", wrongSecret: "checkClient", signsOut: true };
const expected: Readonly<Record<PersonalityName, Expected>> = {
  okta: usual,
  jumpcloud: usual,
  entra: { ...usual, group: groupId("Engineering"), wrongSecret: "useSecretValue" },
  google: { ...usual, group: undefined, unassigned: "offerToOutsiders", signsOut: false },
  keycloak: { ...usual, group: "/Engineering" },
  auth0: usual,
  onelogin: usual,
  pingone: usual,
  authentik: { ...usual, byDomain: false },
  zitadel: usual,
  // Its sign-out address has to be registered.
  cognito: { ...usual, signsOut: false },
  gitlab: { ...usual, group: "acme/engineering", signsOut: false },
  salesforce: { ...usual, group: undefined, signsOut: false },
  generic: usual,
};

const nobody: AccessRule = { everyone: false, emails: [], domains: [] };
const acme: AccessRule = { ...nobody, domains: ["acme.com"] };

for (const name of Object.keys(personalities) as PersonalityName[]) {
  const known = knownProviders[kindOf(name)];
  const { group, byDomain, unassigned, wrongSecret, signsOut } = expected[name];

  describe(`sign-in with ${known.name}${name === "generic" ? ", strict" : ""}`, () => {
    let share: RealShare;
    before(async () => void (share = await startShare({ provider: { personality: name }, clientKind: known.preferredAuthentication, scopes: known.scopes, rule: acme })));
    after(() => share.close());
    afterEach(() => {
      assert.deepEqual(share.provider.problems, []);
      share.provider.faults.unassigned.clear();
      share.provider.faults.wrongSecret = false;
    });

    /** Whether a person gets through to the app by this rule. @returns the status of the callback, and what the app saw of them */
    async function visit(rule: AccessRule, who: string): Promise<{ readonly status: number; readonly groups: string | undefined }> {
      share.gate.setRule(rule);
      share.app.seen.splice(0);
      const begun = await share.begin();
      const { pathname, search } = await passProvider(begun.location, who);
      const done = await share.open(pathname + search, begun.cookie);
      const cookie = done.headers("set-cookie").find((one) => !one.includes("-in-") && !one.includes("Max-Age=0"))?.split(";", 1)[0];
      if (done.status !== 303 || cookie === undefined) return { status: done.status, groups: undefined };
      assert.equal((await share.ask("GET /", [`Cookie: ${cookie}`])).status, 200);
      return { status: 200, groups: share.app.seen[0]?.headers["x-forwarded-groups"] as string | undefined };
    }
    const lastLine = () => share.log.lines.at(-1) ?? "";

    it("finds the issuer as the document says it, and the client's own way to prove itself", async () => {
      assert.equal(share.openid.issuer, `${share.provider.origin}${personalities[name].issuerPath}`);
      if (known.slash !== "asDocument" && personalities[name].issuerPath !== "") assert.equal(share.openid.issuer.endsWith("/"), known.slash === "always");
      await visit(acme, "alice@acme.com");
      const asked = share.provider.log.filter(({ grantType }) => grantType === "authorization_code");
      assert.deepEqual(asked.map(({ authMethod, status }) => [authMethod, status]), [[known.preferredAuthentication, 200]]);
      assert.equal(share.openid.endSessionEndpoint !== undefined, signsOut);
    });

    it(`${byDomain ? "admits" : "keeps out"} a person of a domain, and keeps out another domain's and an address that nobody verified`, async () => {
      assert.equal((await visit(acme, "alice@acme.com")).status, byDomain ? 200 : 403);
      for (const who of ["mallory@evil.example", "carol@acme.com", "dave"]) assert.equal((await visit(acme, who)).status, 403, who);
    });

    it(group === undefined ? "keeps everybody out by a group, since it tells none" : "admits by a group, and keeps out who is not in it", async () => {
      const rule = { ...nobody, groups: [group ?? "Engineering"] };
      const alice = await visit(rule, "alice@acme.com");
      assert.equal(alice.status, group === undefined ? 403 : 200);
      if (group !== undefined) assert.ok(alice.groups?.split(",").includes(group), alice.groups);
      assert.equal((await visit(rule, "bob@acme.com")).status, 403);
    });

    it("says what to do about a person who is not assigned", async () => {
      share.provider.faults.unassigned.add("alice@acme.com");
      assert.equal((await visit(acme, "alice@acme.com")).status, 403);
      assert.equal(cureFor(known, lastLine()), unassigned, lastLine());
    });

    it("says what to do about a wrong secret", async () => {
      share.provider.faults.wrongSecret = true;
      assert.equal((await visit(acme, "alice@acme.com")).status, 502);
      assert.equal(cureFor(known, lastLine()), wrongSecret, lastLine());
    });

    it("says what to do about a redirect URI that is not registered", async () => {
      const address = new URL((await share.begin()).location);
      address.searchParams.set("redirect_uri", "https://elsewhere.example/callback");
      const page = await fetch(address);
      const said = (await page.text()).replace(/<style[\s\S]*?<\/style>|<[^>]*>/g, " ").replaceAll("&#39;", "'").replace(/\s+/g, " ");
      assert.deepEqual([new URL(page.url).origin, cureFor(known, said)], [share.provider.origin, "registerRedirectUri"], said);
    });
  });
}

describe("S8 in a whole sign-in", () => {
  const google = async (claims: Readonly<Record<string, unknown>>) => {
    const share = await startShare({ provider: { personality: "google" }, scopes: knownProviders.google.scopes, rule: acme });
    try {
      const begun = await share.begin();
      return (await share.open(await share.returned(begun, { sub: "1", email_verified: true, ...claims }), begun.cookie)).status;
    } finally {
      await share.close();
    }
  };

  it("S8 a Google account with an address of the company comes in only as the company's own", async () => {
    assert.deepEqual([await google({ email: "bob@acme.com", hd: "acme.com" }), await google({ email: "bob@acme.com" }), await google({ email: "bob@acme.com", hd: "evil.example" })], [303, 403, 403]);
  });

  it("S8 a token of another tenant of Entra's is nobody's, and more groups than fit admit nobody", async () => {
    const everyone: AccessRule = { ...nobody, everyone: true };
    const share = await startShare({ provider: { personality: "entra" }, clientKind: "client_secret_post", scopes: knownProviders.entra.scopes, rule: everyone });
    try {
      const open = async (claims: Readonly<Record<string, unknown>>) => {
        const begun = await share.begin();
        return (await share.open(await share.returned(begun, { sub: "1", ...claims }), begun.cookie)).status;
      };
      assert.deepEqual([await open({}), await open({ tid: "11111111-2222-3333-4444-555555555555" }), await open({ tid: undefined })], [303, 403, 403]);
      share.people.push({ sub: "many", name: "Many", preferredUsername: "many@acme.com", email: "many@acme.com", emailVerified: true, groups: Array.from({ length: 201 }, (_, n) => `g${n}`) });
      share.gate.setRule({ ...nobody, groups: [groupId("g0")] });
      const begun = await share.begin();
      const { pathname, search } = await passProvider(begun.location, "many@acme.com");
      assert.equal((await share.open(pathname + search, begun.cookie)).status, 403);
    } finally {
      await share.close();
    }
  });
});
