// Sign-in at ngrok's edge with a client secret that is kept there; what ngrok was told, seen in the editor; rules of one's own, merged and taken out.
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { confidentialClient } from "../../rig/provider/clients";
import { waitFor } from "../harness/waitFor";
import { edgeCallback, goodAuthtoken, startScene, type Scene } from "./scene";
import { inBothThemes } from "./themes";

const secret = confidentialClient.clientSecret ?? "";
const good = `# of the team\non_http_request:\n  - name: Tenant\n    actions:\n      - type: add-headers\n        config:\n          headers:\n            x-tenant: acme\n`;
const bad = `on_http_request:\n  - actions:\n      - type: oauth\n        config: { provider: google }\n`;

describe("sign-in at ngrok's edge, as ngrok is told", { timeout: 900_000 }, () => {
  let scene: Scene;
  before(async () => {
    scene = await startScene({ edge: { vaults: { "team-vault": { okta: secret } } } });
    await writeFile(path.join(scene.workbench.folder, "policy.yml"), good);
    await writeFile(path.join(scene.workbench.folder, "other-policy.yml"), bad);
  });
  after(async () => {
    const left = await scene.close();
    assert.deepEqual(left.map((one) => one.commandLine.join(" ")), [], "nothing outlives the editor");
  });
  /** The list shows only what is in view: typed, and in focus then. */
  const option = async (label: string) => {
    await scene.workbench.quickInput.type(label);
    await scene.workbench.quickInput.focusItem(label);
    return scene.workbench.quickInput.waitForItem(label);
  };
  const bound = () => scene.edge.endpoints[0]?.bind.Opts.TrafficPolicy ?? "";

  it("goes live with a client secret that rests in ngrok's vault, and keeps none here", async () => {
    const { dialogue, workbench, edge, app, provider } = scene;
    const { quickInput } = workbench;
    await dialogue.open();
    await dialogue.port(app.port);
    await dialogue.tunnel(/^ngrok$/);
    await dialogue.authtoken(goodAuthtoken);
    await scene.describeProvider();
    await dialogue.clientId(confidentialClient.clientId);
    await dialogue.at("Client secret");
    await quickInput.clickButton(/^It rests in ngrok's vault/);
    await dialogue.at("team-vault/okta-client-secret");
    await quickInput.submit("${req.host}");
    await quickInput.waitForMessage("This names no secret in a vault");
    await inBothThemes(workbench, "vault");
    await quickInput.submit("team-vault/okta");
    provider.register(edgeCallback);
    await dialogue.at("Who may come in?");
    assert.deepEqual([...(await dialogue.redirectUris()).values()], [edgeCallback]);
    await quickInput.type("acme.com");
    assert.match((await quickInput.waitForItem(/^Share localhost:/)).detail, /Sign-in at ngrok's edge/);
    await quickInput.press("Enter");
    assert.equal(await scene.liveAddress(), edge.publicOrigin);
    const [saved] = await scene.savedProviders();
    assert.deepEqual((saved as unknown as { vaultSecret: unknown }).vaultSecret, { vault: "team-vault", name: "okta" });
    assert.ok(!bound().includes(secret));
    const alice = await scene.visitor();
    await alice.signIn(edge.publicOrigin, "alice@acme.com");
    await alice.sees("Hello from Vite");
    await alice.close();
  });

  it("S3 shows what ngrok was told, read-only and without the seal", async () => {
    const { workbench } = scene;
    const { page } = workbench;
    await workbench.runCommand("Portcullis: Preview traffic policy");
    await page.locator(".tab").filter({ hasText: "traffic-policy.json" }).waitFor();
    const text = async () => (await page.locator(".monaco-editor .view-lines").first().innerText()).replaceAll("\u00a0", " ");
    await waitFor("the policy in the editor", async () => (await text()).includes("openid-connect"));
    assert.match(await text(), /"client_secret": "\$\{secrets\.get\('team-vault', 'okta'\)\}"/);
    const before = await text();
    await page.locator(".monaco-editor .view-lines").first().click();
    // What the editor says then goes by itself, after some seconds.
    await waitFor("the editor to say that it is read-only", async () => {
      await page.keyboard.type("x");
      return page.locator(".monaco-editor-overlaymessage").filter({ hasText: /read-only/i }).isVisible();
    });
    assert.equal(await text(), before);
    const [header] = /x-pc-[0-9a-f]{16}/.exec(bound()) ?? [];
    assert.ok(header !== undefined && !(await text()).includes(header));
    await inBothThemes(workbench, "policy-preview");
  });

  it("takes a wish for the provider, and refuses what is the protocol's", async () => {
    const { dialogue, workbench } = scene;
    const { quickInput } = workbench;
    await workbench.runCommand("Portcullis: Share options");
    await dialogue.at("Which option?");
    await option("The provider can't sign people out");
    await option("Sign-in parameters");
    await quickInput.press("Enter");
    await dialogue.at("What the provider is told");
    await quickInput.type("redirect_uri=https://evil.example");
    await quickInput.waitForItem(/can't be sent/);
    await quickInput.type("prompt=select_account");
    await quickInput.pick("The provider is told: prompt=select_account");
    await dialogue.at("Which option?");
    await quickInput.dismiss();
    await waitFor("the edge to be told", () => bound().includes('"authz_url_params":{"prompt":"select_account"}'));
  });

  it("S1 merges rules of one's own from a file, says what they are, refuses a second sign-in with its line, and takes them out", async () => {
    const { dialogue, workbench } = scene;
    const { quickInput } = workbench;
    await workbench.runCommand("Portcullis: Share options");
    await dialogue.at("Which option?");
    await option("Your own policy rules");
    await quickInput.press("Enter");
    await dialogue.at("Which traffic policy file?");
    await quickInput.pick(/other-policy\.yml$/);
    const problem = await quickInput.waitForItem(/second sign-in/);
    assert.match(problem.label, /^Line 2, rule 1 of on_http_request: oauth is a second sign-in/);
    assert.match(problem.detail, /ERR_NGROK_2239/);
    await inBothThemes(workbench, "own-rules-refused");
    await quickInput.pick(/^policy\.yml$/);
    await dialogue.at("Press Enter to merge");
    await quickInput.waitForItem(/^1\. Tenant: add-headers$/);
    await quickInput.pick("Merge the rule of policy.yml into the share's policy");
    await dialogue.at("Which option?");
    assert.match((await option("Your own policy rules")).detail, /^1 rule of your own/);
    await waitFor("the edge to be told", () => bound().includes('"x-tenant":"acme"'));
    await quickInput.press("Enter");
    await dialogue.at("Which traffic policy file?");
    await quickInput.pick(/^Remove your rules from the share/);
    await dialogue.at("Which option?");
    await quickInput.dismiss();
    await waitFor("the edge to be told", () => bound() !== "" && !bound().includes("x-tenant"));
  });

  it("says of a secret in a vault that it is replaced there", async () => {
    const { workbench } = scene;
    await workbench.notifications.clear();
    await workbench.openView("Portcullis");
    await workbench.tree("Identity providers").clickContextMenu("Okta", "Replace client secret…");
    const { buttons } = await workbench.notifications.waitFor("The client secret of Okta rests in ngrok's vault team-vault, under okta. It is replaced there; shares have it at their next start.");
    assert.deepEqual(buttons, ["Open ngrok's vaults"]);
  });
});
