import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Cancelled, ExpectedError } from "../../../../src/base/expectedError";
import type { SharedProvider } from "../../../../src/identity/sharedProvider";
import type { ProviderProfile } from "../../../../src/identity/providerProfile";
import type { DiscoveredProviderRecord } from "../../../../src/protocol/messages";
import type { ProposalQuestion } from "../../../../src/presentation/sharedProviderText";
import type { GivenSecret } from "../../../../src/vscode/providers/givenSecret";
import { takeProposal } from "../../../../src/vscode/providers/takeProposal";
import { TeamProposals } from "../../../../src/vscode/providers/teamProposals";
import { ProposalAnswers } from "../../../../src/vscode/stores/proposalAnswers";
import { SavedSecrets } from "../../../../src/vscode/stores/savedSecrets";
import { MemoryProviders } from "../../../fakes/memoryProviders";
import { MemorySecrets } from "../../../fakes/memorySecrets";
import { english } from "../../presentation/english";

const proposal: SharedProvider = { name: "Acme", kind: "okta", issuer: "https://acme.okta.com", clientId: "0oa1", clientAuthentication: "client_secret_basic", scopes: ["openid"] };
const own: ProviderProfile = { id: "mine", ...proposal };
const endpoints = { token: "https://acme.okta.com", keys: "https://acme.okta.com" };

class MemoryState {
  readonly held = new Map<string, unknown>();
  get = (key: string) => this.held.get(key);
  update = (key: string, value: unknown) => Promise.resolve(void this.held.set(key, value));
}

interface SceneOptions {
  readonly saved?: readonly ProviderProfile[];
  readonly agrees?: boolean;
  readonly given?: GivenSecret | "leaves" | "public";
  readonly issuer?: string;
}

function scene({ saved = [], agrees = true, given = { clientSecret: "typed" }, issuer = "" }: SceneOptions = {}) {
  const asked: { questions: ProposalQuestion[]; discovered: string[]; secrets: string[] } = { questions: [], discovered: [], secrets: [] };
  const secrets = new SavedSecrets(new MemorySecrets());
  const providers = new MemoryProviders(saved);
  const answers = new ProposalAnswers(new MemoryState());
  return {
    asked,
    secrets,
    providers,
    answers,
    signal: new AbortController().signal,
    registry: {
      discover(address: string): Promise<DiscoveredProviderRecord> {
        asked.discovered.push(address);
        return Promise.resolve({ issuer: issuer === "" ? address : issuer, authorizationEndpoint: `${address}/authorize`, tokenEndpoint: `${address}/token`, jwksUri: `${address}/keys`, tokenAuthMethods: [] });
      },
    },
    confirm(question: ProposalQuestion) {
      asked.questions.push(question);
      return Promise.resolve(agrees);
    },
    askSecret({ issuer: of }: ProviderProfile, { tokenEndpoint }: DiscoveredProviderRecord): Promise<GivenSecret> {
      asked.secrets.push(`${of} ${tokenEndpoint}`);
      return given === "leaves" ? Promise.reject(new Cancelled()) : Promise.resolve(given === "public" ? undefined : given);
    },
  };
}

describe("S14 a proposal that is taken", () => {
  it("S14 is asked about first, then looked up, then its secret is asked for, and only then is anything saved", async () => {
    const parts = scene();
    const profile = await takeProposal(parts, proposal, "folder");
    assert.deepEqual(parts.providers.entries, [profile]);
    assert.deepEqual(await parts.secrets.client(profile), { clientSecret: "typed", endpoints });
    assert.deepEqual(parts.asked.secrets, ["https://acme.okta.com https://acme.okta.com/token"]);
    assert.deepEqual(parts.answers.read(), [{ provider: proposal, answer: "taken" }]);
  });

  it("S14 saves and asks nothing where the person says no or leaves", async () => {
    const refused = scene({ agrees: false });
    await assert.rejects(takeProposal(refused, proposal, "folder"), Cancelled);
    assert.deepEqual([refused.asked.discovered, refused.asked.secrets, refused.providers.entries], [[], [], []]);
    const left = scene({ given: "leaves" });
    await assert.rejects(takeProposal(left, proposal, "link"), Cancelled);
    assert.deepEqual(left.providers.entries, []);
    assert.equal(await left.secrets.client(own), undefined);
  });

  it("S14 asks for no secret where the document calls itself otherwise", async () => {
    const parts = scene({ issuer: "https://evil.example" });
    await assert.rejects(takeProposal(parts, proposal, "folder"), (error) => error instanceof ExpectedError && error.code === "oidc.issuerMismatch");
    assert.deepEqual([parts.asked.secrets, parts.providers.entries], [[], []]);
  });

  it("S14 uses a stored secret for its own client alone", async () => {
    const stored = { clientSecret: "stored", endpoints };
    const table: readonly (readonly [Partial<SharedProvider>, boolean])[] = [[{ scopes: ["openid", "groups"] }, false], [{ issuer: "https://acme.okta.com.evil.example" }, true], [{ clientId: "0oa2" }, true]];
    for (const [change, asks] of table) {
      const parts = scene({ saved: [own] });
      await parts.secrets.save({ client: { profile: own, stored } }, () => Promise.resolve());
      const profile = await takeProposal(parts, { ...proposal, ...change }, "folder");
      assert.equal(parts.asked.secrets.length > 0, asks);
      assert.deepEqual(await parts.secrets.client(own), stored);
      assert.equal((await parts.secrets.client(profile))?.clientSecret, asks ? "typed" : "stored");
      assert.ok(parts.providers.entries.some(({ id }) => id === "mine"), "the person's own is still there");
    }
  });

  it("is a public client, or one whose secret rests in ngrok's vault, as the person says", async () => {
    const none = scene({ given: "public" });
    assert.equal((await takeProposal(none, proposal, "folder")).clientAuthentication, "none");
    const vault = scene({ given: { vaultSecret: { vault: "team", name: "okta" } } });
    const profile = await takeProposal(vault, proposal, "folder");
    assert.deepEqual(profile.vaultSecret, { vault: "team", name: "okta" });
    assert.equal((await vault.secrets.client(profile))?.clientSecret, undefined);
    const publicOne = scene();
    await takeProposal(publicOne, { ...proposal, clientAuthentication: "none" }, "folder");
    assert.deepEqual(publicOne.asked.secrets, []);
  });

  it("that is there already changes nothing and asks nothing, also beside a duplicate of its client", async () => {
    const copy = { ...own, id: "copy", name: "Copy" };
    const parts = scene({ saved: [copy, own] });
    assert.deepEqual(await takeProposal(parts, proposal, "link"), own);
    assert.deepEqual([parts.asked.questions, parts.providers.entries], [[], [copy, own]]);
  });

  it("S14 is not taken where the person's own became another while they were asked", async () => {
    for (const meanwhile of [{ ...own, groupsClaim: "roles" }, undefined]) {
      const parts = scene({ saved: [own] });
      parts.confirm = () => {
        parts.providers.entries = meanwhile ? [meanwhile] : [];
        return Promise.resolve(true);
      };
      await assert.rejects(takeProposal(parts, { ...proposal, scopes: ["openid", "groups"] }, "folder"), (error) => error instanceof ExpectedError && error.code === "provider.changed");
      assert.deepEqual([parts.providers.entries, parts.asked.secrets], [meanwhile ? [meanwhile] : [], []]);
    }
  });

  it("of a link leaves nothing remembered: each click is asked about", async () => {
    const parts = scene();
    await takeProposal(parts, proposal, "link");
    assert.deepEqual(parts.answers.read(), []);
  });
});

describe("S14 a folder that is opened", () => {
  function folder(proposals: readonly SharedProvider[], parts = scene(), picks = false) {
    const told: string[] = [];
    const taken: SharedProvider[] = [];
    let shown = 0;
    const running: Promise<void>[] = [];
    const open = { value: proposals };
    const team = new TeamProposals({
      team: { read: () => ({ proposals: open.value }) },
      providers: parts.providers,
      answers: parts.answers,
      notify(text) {
        told.push(english(text));
        return Promise.resolve(picks);
      },
      take(provider) {
        taken.push(provider);
        return Promise.resolve();
      },
      showView() {
        shown += 1;
        return Promise.resolve();
      },
      later: (work) => void running.push(work()),
    });
    return { team, told, taken, open, shown: () => shown, settled: () => Promise.all(running) };
  }

  it("S14 asks once, whatever the answer, and not at the next start", async () => {
    const parts = scene();
    const first = folder([proposal], parts);
    await Promise.all([first.team.look(), first.team.look()]);
    await first.settled();
    assert.deepEqual([first.told, first.taken], [["This folder proposes an identity provider: Acme at acme.okta.com."], []]);
    const next = folder([proposal], parts, true);
    await next.team.look();
    assert.deepEqual(next.told, []);
    assert.deepEqual(next.team.open().map(({ status }) => status), ["asked"]);
    assert.deepEqual(next.team.find(next.team.open()[0]!.digest), proposal);
  });

  it("S14 asks again when what it proposes changed", async () => {
    const one = folder([proposal], scene(), true);
    await one.team.look();
    one.open.value = [{ ...proposal, issuer: "https://login.acme.com" }];
    await one.team.look();
    await one.settled();
    assert.deepEqual(one.told, ["This folder proposes an identity provider: Acme at acme.okta.com.", "This folder changed the identity provider that it proposes: Acme at login.acme.com."]);
    assert.deepEqual(one.taken, [proposal, { ...proposal, issuer: "https://login.acme.com" }]);
  });

  it("tells of several at once, and shows them in the view", async () => {
    const two = folder([proposal, { ...proposal, clientId: "0oa2" }], scene(), true);
    await two.team.look();
    await two.settled();
    assert.deepEqual([two.told, two.taken, two.shown()], [["This folder proposes 2 identity providers."], [], 1]);
  });

  it("is silent about what is saved already, and about nothing", async () => {
    for (const proposals of [[proposal], []]) {
      const quiet = folder(proposals, scene({ saved: [own] }));
      await quiet.team.look();
      assert.deepEqual([quiet.told, quiet.team.open()], [[], []]);
    }
  });
});
