import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { knownProviders } from "../../../../src/identity/providers/index";
import { providerKinds, type ProviderKind } from "../../../../src/identity/providerProfile";
import { linkUrl } from "../../../../src/presentation/guide/guideConsole";
import { guidePage } from "../../../../src/presentation/guide/guidePage";
import { guideOf, guides } from "../../../../src/presentation/guide/guides";
import { emptyGuide, redirectUrisOf, type GuideState } from "../../../../src/presentation/guide/guideState";
import { message } from "../../../../src/presentation/message";
import { pageInWords } from "../../../../src/presentation/pageInWords";
import { idsOf, type Block, type Page } from "../../../../src/protocol/page";
import { english } from "../english";

const origin = "https://acme-demo.ngrok-free.dev";
const gate = `${origin}/.portcullis/callback`;
const edge = "https://idp.ngrok.com/oauth2/callback";
const issuers: Readonly<Partial<Record<ProviderKind, string>>> = { okta: "https://acme.okta.com", jumpcloud: "https://oauth.id.jumpcloud.com/", entra: "https://login.microsoftonline.com/7c6a2f6e-3d0f-4c52-9b57-4a1a2f0e9d11/v2.0", google: "https://accounts.google.com", keycloak: "https://sso.acme.com/realms/acme" };
const consoles: typeof issuers = {
  okta: "https://acme-admin.okta.com/admin/apps/active",
  jumpcloud: "https://console.jumpcloud.com/#/sso",
  entra: "https://entra.microsoft.com/#view/Microsoft_AAD_RegisteredApps/ApplicationsListBlade/quickStartType~/null/sourceType/Microsoft_AAD_IAM",
  google: "https://console.cloud.google.com/auth/clients",
  keycloak: "https://sso.acme.com/admin/acme/console/#/acme/clients",
};

function page(changed: Partial<GuideState>): Page<string> {
  return pageInWords(guidePage({ ...emptyGuide, ...changed }), (text, args) => english({ message: text, args }));
}

/** Every block, however deep. */
function all(blocks: readonly Block<string>[]): readonly Block<string>[] {
  return blocks.flatMap((block) => [block, ...(block.kind === "section" ? all(block.blocks) : block.kind === "steps" ? block.steps.flatMap((step) => all(step.blocks)) : [])]);
}

const headings = (shown: Page<string>) => shown.blocks.flatMap((block) => (block.kind === "section" ? [block.heading] : []));
const copied = (shown: Page<string>) => all(shown.blocks).flatMap((block) => (block.kind === "copy" ? [block.value] : []));

describe("the guided set-up", () => {
  it("begins with one question, and asks the second when that is answered", () => {
    assert.deepEqual([...idsOf(page({})).press], [...guides.map(({ kind }) => `provider.${kind}`), "elsewhere"]);
    assert.deepEqual(headings(page({})), []);
    const second = page({ provider: "okta" });
    assert.deepEqual(headings(second), []);
    assert.ok(idsOf(second).press.has("who.me") && idsOf(second).press.has("who.other"));
  });

  it("says where the providers are set up that have no guide, and names them", () => {
    const said = page({}).blocks.flatMap((block) => (block.kind === "text" && block.key === "others" ? [block.text] : []));
    assert.deepEqual(said, ["Any other OpenID provider is added while you share a port, like Amazon Cognito, Auth0, authentik, GitLab, OneLogin, PingOne, Salesforce, ZITADEL."]);
    assert.ok(!page({ provider: "okta" }).blocks.some(({ key }) => key === "others"));
  });

  it("offers the way by API to who administers a provider that has one, and to nobody else", () => {
    const offered = (changed: Partial<GuideState>) => idsOf(page(changed)).press.has("api");
    assert.deepEqual([offered({ provider: "okta", who: "me" }), offered({ provider: "okta" }), offered({ provider: "okta", who: "other" }), offered({ provider: "jumpcloud", who: "me" }), offered({ provider: "keycloak", who: "me" })], [true, false, false, false, true]);
  });

  for (const { kind } of guides) {
    const { name } = knownProviders[kind];
    const known = { provider: kind, who: "me", place: "ngrok", address: { kind: "known", origin }, issuer: { kind: "found", issuer: issuers[kind] ?? "" } } as const;

    it(`${kind}: shows every section at once, numbered in the order in which it is done`, () => {
      const sections = [known.issuer.issuer === knownProviders[kind].issuerPrefill ? "Check that … answers" : "Say where your … is", "Choose where your shares are", "Create the application in …", "Bring back client ID and secret", ...(guideOf(kind)?.assign.length === 0 ? [] : ["Say who may sign in"]), "Save and check"];
      assert.deepEqual(headings(page({ provider: kind, who: "me" })).map((heading) => heading.replace(name, "…")), sections.map((heading, index) => `${index + 1}. ${heading}`));
    });

    it(`${kind}: copies the name, both redirect URIs and what else its console wants, each once`, () => {
      const values = copied(page(known));
      assert.deepEqual(values, ["Portcullis", gate, edge, ...(kind === "jumpcloud" ? [`${origin}/`] : [])]);
      assert.equal(new Set(values).size, values.length);
    });

    it(`${kind}: has no redirect URI before it is known where shares are, and says when it will`, () => {
      const shown = page({ ...known, place: undefined, address: { kind: "none" } });
      assert.deepEqual(copied(shown), ["Portcullis"]);
      assert.ok(all(shown.blocks).some((block) => block.kind === "text" && block.text.includes("as soon as you have chosen")));
    });

    it(`${kind}: leads into the console where its address is known`, () => {
      assert.ok(idsOf(page(known)).press.has("open.console"));
      const everywhere = kind === "entra" || knownProviders[kind].issuerPrefill !== undefined;
      assert.equal(idsOf(page({ ...known, issuer: { kind: "none" } })).press.has("open.console"), everywhere, "before the issuer is known: its tenant's ID, say, is found in the console");
    });

    it(`${kind}: opens the console's own page`, () => {
      const guide = guideOf(kind);
      assert.equal(guide && linkUrl(guide, "console", { ...known, clientId: "" }), consoles[kind]);
      assert.match(consoles[kind] ?? "", /^https:/);
    });

    it(`${kind}: writes a message with all that somebody else needs, and no mark of ours in it`, () => {
      const shown = page({ ...known, who: "other", people: "the group Engineering" });
      const [request = ""] = copied(shown);
      for (const part of [name, gate, edge, "Portcullis", "openid, profile, email", "client ID", knownProviders[kind].consoleUrl(issuers[kind] ?? "") ?? ""]) assert.ok(request.includes(part), part);
      const byAssignment = kind !== "google" && kind !== "keycloak";
      assert.equal(request.includes("Whom to assign: the group Engineering"), byAssignment);
      assert.equal(idsOf(shown).typed.has("people"), byAssignment);
      assert.doesNotMatch(request, /\*\*|\{\w+\}|undefined/);
      const numbers = [...request.matchAll(/^(\d+)\. /gm)].map(([, number]) => Number(number));
      assert.deepEqual(numbers, numbers.map((_, index) => index + 1));
      assert.ok(numbers.length >= 5);
    });

    it(`${kind}: speaks of one redirect URI where there is one`, () => {
      const local = { ...known, place: "local", address: { kind: "known", origin: "http://localhost:41730" } } as const;
      const shown = all(page(local).blocks);
      assert.deepEqual(shown.flatMap((block) => (block.kind === "copy" && block.key.startsWith("redirectUri") ? [block.label] : [])), ["Redirect URI"]);
      const [request = ""] = copied(page({ ...local, who: "other" }));
      for (const text of [request, ...shown.flatMap((block) => (block.kind === "text" ? [block.text] : []))]) assert.doesNotMatch(text, /the first one|every other under|each of these/);
    });

    it(`${kind}: every step's words come out whole`, () => {
      for (const state of [known, { ...known, who: "other" }, { ...known, checks: [], saved: { name } }] as const) {
        assert.doesNotMatch(JSON.stringify(page(state)), /\{\w+\}|undefined|\[object/);
        for (const block of all(page(state).blocks)) if (block.kind === "text") assert.equal(block.text.split("**").length % 2, 1, block.text);
      }
    });

    it(`${kind}: keys and ids are the only ones of their kind`, () => {
      const look = (blocks: readonly Block<string>[]): void => {
        assert.equal(new Set(blocks.map(({ key }) => key)).size, blocks.length, blocks.map(({ key }) => key).join(" "));
        for (const block of blocks) {
          if (block.kind === "section") look(block.blocks);
          else if (block.kind === "steps") block.steps.forEach((step) => look(step.blocks));
        }
      };
      look(page({ ...known, saved: { name }, checks: [], missing: message("x") }).blocks);
      for (const address of [{ kind: "none" }, { kind: "looking" }, { kind: "problem", problem: message("x") }, { kind: "needsAuthtoken", found: ["NGROK_AUTHTOKEN", "/ngrok.yml"] }] as const) look(page({ ...known, address }).blocks);
      for (const kept of [true, false]) look(page({ ...known, who: "other", kept }).blocks);
    });
  }

  it("knows the redirect URI of every place, and ngrok's edge only where ngrok is", () => {
    const address = { kind: "known", origin: "http://localhost:41730" } as const;
    assert.deepEqual(redirectUrisOf({ waiting: undefined, place: "local", address }), ["http://localhost:41730/.portcullis/callback"]);
    assert.deepEqual(redirectUrisOf({ waiting: undefined, place: "ngrok", address: { kind: "known", origin } }), [gate, edge]);
    assert.equal(redirectUrisOf({ waiting: undefined, place: "ngrok", address: { kind: "looking" } }), undefined);
  });

  it("says of the checks what failed first, and never that all is well before somebody signed in", () => {
    const row = (key: string, outcome: "passed" | "failed" | "warned" | "unknown") => ({ key, outcome, said: message(outcome), title: message(`Check ${key}`) });
    const verdict = (checks: GuideState["checks"], checking = false) => all(page({ provider: "okta", who: "me", saved: { name: "Okta" }, checks, checking }).blocks).find(({ key }) => key === "verdict");
    assert.deepEqual(verdict([row("a", "passed"), row("b", "failed"), row("c", "failed")]), { kind: "text", key: "verdict", tone: "problem", text: "2 of 3 checks failed, first of all “Check b”" });
    for (const outcome of ["passed", "warned", "unknown"] as const) assert.match(JSON.stringify(verdict([row("a", outcome)])), /Only a sign-in shows/);
    for (const outcome of ["warned", "unknown"] as const) assert.match(JSON.stringify(verdict([row("a", "passed"), row("b", outcome)])), /"note".*look at “Check b”/);
    assert.equal(verdict([row("a", "passed")], true), undefined);
  });

  it("goes on with a waiting provider: what was asked for, what came back, the check", () => {
    const shown = page({ provider: "okta", waiting: { id: "okta-1", name: "Okta", kind: "okta", waiting: true, redirectUris: [gate, edge] } });
    assert.deepEqual(headings(shown), ["1. Say where your Okta is", "2. Compare what was registered", "3. Bring back client ID and secret", "4. Save and check"]);
    assert.deepEqual(copied(shown), [gate, edge]);
    assert.ok(!idsOf(shown).press.has("provider.okta"));
  });

  it("offers those that wait before everything else", () => {
    const shown = page({ offered: [{ id: "okta-1", name: "Okta", kind: "okta" }] });
    assert.ok(idsOf(shown).press.has("waiting.okta-1"));
  });

  it("S27: has a field for nothing that is secret", () => {
    for (const kind of providerKinds) {
      for (const who of ["me", "other"] as const) assert.deepEqual([...idsOf(page({ provider: kind, who, place: "own" })).typed].filter((id) => !["issuer", "clientId", "ownAddress", "people"].includes(id)), []);
    }
  });

  it("Okta's own page for the assignment is opened by client ID, and by nothing that is none", () => {
    const urlOf = (issuer: string, clientId: string) => guideOf("okta")?.applicationUrl?.(issuer, clientId);
    assert.equal(urlOf("https://acme.okta.com", "0oa1b2c3"), "https://acme-admin.okta.com/admin/app/oidc_client/instance/0oa1b2c3#tab-assignments");
    for (const clientId of ["", "../../x", "0oa1/../..", "abc"]) assert.equal(urlOf("https://acme.okta.com", clientId), undefined, clientId);
    assert.equal(urlOf("https://login.acme.com", "0oa1"), undefined);
  });
});
