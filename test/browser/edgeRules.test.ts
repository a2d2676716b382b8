// Sign-in at ngrok's edge, each kind of rule, in Chromium: the real agent, the stand-in edge and provider, people who may and may not.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import type { Browser, BrowserContext, Page, Response } from "playwright-core";
import type { AccessRule } from "../../src/identity/accessRule";
import { startShareRig, type ShareRig } from "../rig/shareRig";
import { launchBrowser } from "../workbench/harness/browser";

const never = new AbortController().signal;
const named = (rule: Partial<AccessRule>): AccessRule => ({ everyone: false, emails: [], domains: [], ...rule });
const [alice, bob, carol, mallory] = ["alice@acme.com", "bob@acme.com", "carol@acme.com", "mallory@evil.example"] as const;

/** `by`: whose page they see who are left out: the edge's own where it can know, else the gate's. Carol's address is not verified. */
const cases: readonly { readonly kind: string; readonly rule: AccessRule; readonly may: readonly string[]; readonly leftOut: Readonly<Record<string, "edge" | "gate">> }[] = [
  { kind: "everyone", rule: named({ everyone: true }), may: [alice, mallory], leftOut: {} },
  { kind: "an address", rule: named({ emails: [alice] }), may: [alice], leftOut: { [bob]: "edge", [mallory]: "edge" } },
  { kind: "a domain", rule: named({ domains: ["acme.com"] }), may: [alice, bob], leftOut: { [mallory]: "edge", [carol]: "gate" } },
  { kind: "a group", rule: named({ groups: ["Engineering"] }), may: [alice, carol], leftOut: { [bob]: "gate" } },
  { kind: "a claim", rule: named({ domains: ["acme.com"], claims: [{ name: "preferred_username", value: bob }] }), may: [bob], leftOut: { [alice]: "gate" } },
  { kind: "a network of theirs", rule: named({ domains: ["acme.com"], networks: ["127.0.0.0/8", "::1/128"] }), may: [alice], leftOut: { [mallory]: "edge" } },
  { kind: "another network", rule: named({ domains: ["acme.com"], networks: ["203.0.113.0/24"] }), may: [], leftOut: { [alice]: "gate", [mallory]: "edge" } },
];

describe("sign-in at ngrok's edge, in Chromium", () => {
  let rig: ShareRig;
  let browser: Browser;
  let contexts: BrowserContext[] = [];
  const start = (rule: AccessRule) => rig.registry.start(rig.spec({ enforcement: "edge", rule }), rig.secrets, { signal: never });
  const address = () => `${rig.edge.publicOrigin}/`;

  before(async () => {
    rig = await startShareRig();
    browser = await launchBrowser({ ignoreCertificateErrors: true, hostRules: [`MAP idp.ngrok.com:443 127.0.0.1:${rig.edge.callbackPort}`] });
  });
  afterEach(async () => {
    await Promise.all(contexts.map((context) => context.close()));
    contexts = [];
    await rig.registry.stopAll();
  });
  after(async () => {
    await browser.close();
    await rig.close();
  });

  async function newPage(): Promise<Page> {
    const context = await browser.newContext();
    contexts.push(context);
    return context.newPage();
  }

  /** What the person is shown at the share's address in the end, after every redirect of a sign-in. */
  async function shown(page: Page, act: () => Promise<unknown>): Promise<Response> {
    const isLast = (response: Response) => response.request().isNavigationRequest() && response.url().startsWith(rig.edge.publicOrigin) && response.status() !== 302;
    const [response] = await Promise.all([page.waitForResponse(isLast), act()]);
    await page.waitForLoadState();
    return response;
  }

  async function signIn(page: Page, as: string): Promise<Response> {
    await page.goto(address());
    return shown(page, () => page.click(`[data-user="${as}"]`));
  }

  /** A page's icon is asked for when Chromium likes to. */
  const openings = () => rig.app.requests.filter(({ url }) => url === "/").length;
  const answeredBy = () => rig.edge.requests.findLast(({ path }) => path === "/")?.answeredBy;

  for (const { kind, rule, may, leftOut } of cases) {
    it(`by ${kind}: ${may.length === 0 ? "nobody" : may.join(", ")} may come in${Object.keys(leftOut).length === 0 ? "" : `, ${Object.keys(leftOut).join(", ")} may not`}`, async () => {
      await start(rule);
      for (const as of may) {
        const page = await newPage();
        assert.equal((await signIn(page, as)).status(), 200, as);
        assert.equal(page.url(), address());
        assert.equal(rig.app.requests.findLast(({ url }) => url === "/")?.headers["x-forwarded-user"], rig.provider.users.find(({ preferredUsername }) => preferredUsername === as)?.sub);
      }
      for (const [as, by] of Object.entries(leftOut)) {
        const reached = openings();
        const page = await newPage();
        const response = await signIn(page, as);
        assert.equal(response.status(), 403, as);
        assert.equal(answeredBy(), by === "edge" ? "edge" : "agent", as);
        assert.equal(openings(), reached);
        assert.ok(!(await page.content()).includes("${"));
        // The page of a person who is left out, and none that says that something failed.
        assert.equal((await page.textContent("h1"))?.trim(), by === "edge" ? "You can't open this app" : "This account may not come in", as);
        if (by === "edge") {
          assert.ok(!(await page.content()).includes(as));
        }
      }
    });
  }

  it("left out by the edge, a person comes in with another account by the page's link, and the page runs nothing and loads nothing", async () => {
    await start(named({ emails: [alice] }));
    const page = await newPage();
    const complaints: string[] = [];
    page.on("console", (message) => complaints.push(message.text()));
    const response = await signIn(page, mallory);
    assert.match((await response.allHeaders())["content-security-policy"] ?? "", /default-src 'none'/);
    assert.equal((await response.allHeaders())["cache-control"], "no-store, private");
    assert.equal(await page.locator("a").count(), 1);
    await page.getByRole("link", { name: "Use another account" }).click();
    // The provider asks for the person anew, though Mallory is signed in there.
    await page.waitForURL((url) => url.href.startsWith(rig.provider.origin));
    assert.equal((await shown(page, () => page.click(`[data-user="${alice}"]`))).status(), 200);
    assert.equal(page.url(), address());
    assert.deepEqual(complaints.filter((text) => !text.includes("403") && !text.includes("favicon")), []);
  });

  it("and by the gate's page likewise", async () => {
    await start(named({ groups: ["Engineering"] }));
    const page = await newPage();
    assert.equal((await signIn(page, bob)).status(), 403);
    await page.click('a[href*="/ngrok/login?auth_id="]');
    await page.waitForURL((url) => url.href.startsWith(rig.provider.origin));
    assert.equal((await shown(page, () => page.click(`[data-user="${alice}"]`))).status(), 200);
  });
});
