// The account's addresses in the dialogue: an API key, a list to choose from, a typed name, and two shares that want the same one.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Address } from "../../rig/edge/endpoint";
import { goodApiKey, startNgrokApi, type StandInApi } from "../../rig/ngrokApi/startNgrokApi";
import { startPlainApp, type PlainApp } from "../../rig/upstreams/plainApp";
import { readAndClick } from "./aftermath";
import { edgeCallback, goodAuthtoken, startScene, type Scene } from "./scene";
import { inBothThemes } from "./themes";
import { waitFor } from "../harness/waitFor";

describe("an address of the ngrok account", { timeout: 900_000 }, () => {
  let scene: Scene;
  let api: StandInApi;
  let second: PlainApp;
  let acme: Address;
  before(async () => {
    second = await startPlainApp();
    scene = await startScene({
      beside: async (edge) => {
        acme = await edge.addDomain("acme-demo.ngrok.app");
        api = await startNgrokApi({ edge, moreDomains: ["*.acme.com"] });
        return { "portcullis.ngrok.apiAddress": api.address };
      },
    });
    scene.register(acme.origin);
  });
  after(async () => {
    const left = await scene.close();
    await Promise.all([second.close(), api.close()]);
    assert.deepEqual(left.map((one) => one.commandLine.join(" ")), [], "nothing outlives the editor");
  });

  it("is the account's own where nothing else is chosen", async () => {
    assert.equal(await scene.shareByNgrok(), scene.edge.publicOrigin);
    await scene.workbench.notifications.clear();
  });

  it("S14 an API key is asked for hidden, an authtoken in its place explained, and stored only when ngrok takes it", async () => {
    const { workbench } = scene;
    const { quickInput } = workbench;
    await workbench.runCommand("Portcullis: Set ngrok API key");
    await quickInput.waitForTitle("API key");
    assert.equal(await quickInput.isPassword(), true);
    await quickInput.submit(goodAuthtoken);
    await quickInput.waitForMessage(/This is an authtoken/);
    await quickInput.submit("2standIn0ApiKey_6wrong");
    await quickInput.waitForMessage(/well formed but invalid or deleted/);
    await inBothThemes(workbench, "api-key-refused");
    await quickInput.submit(goodApiKey);
    await workbench.notifications.waitFor(/The ngrok API key is stored/);
    assert.ok(api.calls.every(({ path }) => path === "/reserved_domains"), "asked for as little as can be");
    await workbench.notifications.clear();
  });

  it("that another share of the window has is said before ngrok refuses, with what can be done", async () => {
    const { dialogue, workbench, app, edge } = scene;
    const binds = edge.rpcLog.length;
    await dialogue.open();
    await dialogue.port(second.port);
    await dialogue.sentence();
    await workbench.quickInput.press("Enter");
    await dialogue.at(`is taken: localhost:${app.port} is shared there`);
    assert.deepEqual((await workbench.quickInput.items()).map(({ label }) => label), [`Put localhost:${second.port} behind a path of ${new URL(edge.publicOrigin).host}…`, `Stop localhost:${app.port} and use its address`, "Choose another address…"]);
    await inBothThemes(workbench, "address-taken");
    assert.equal(edge.rpcLog.length, binds, "ngrok was asked for nothing");
    await workbench.quickInput.pick("Choose another address…");
  });

  it("is picked from a list or typed, tried at once, and shown with its redirect URI in the sentence that is the consent", async () => {
    const { dialogue, workbench, app, edge } = scene;
    const { quickInput } = workbench;
    await dialogue.at("Pick an address of your ngrok account");
    await quickInput.waitForItem("acme-demo.ngrok.app");
    const listed = await quickInput.items();
    assert.deepEqual(listed.map(({ label }) => label), [edge.domain, "acme-demo.ngrok.app"], "the account's own first, no wildcard");
    assert.match(listed[0]?.description ?? "", /your account's own/);
    await inBothThemes(workbench, "addresses");
    await quickInput.type("*.acme.com");
    await quickInput.waitForItem(/A share has one address/);
    await quickInput.type("other-demo");
    assert.match((await quickInput.waitForItem("Use other-demo.ngrok.app")).detail, /as a subdomain did/);
    await quickInput.press("Enter");
    await quickInput.waitForItem(/not reserved in your ngrok account/);
    await quickInput.type("acme-demo.ngrok.app");
    await waitFor("the one that is listed", async () => (await quickInput.items()).map(({ label, focused }) => `${label} ${String(focused)}`).join() === "acme-demo.ngrok.app true");
    await quickInput.press("Enter");
    await dialogue.at("Who may come in?");
    // Those of before stand in the box; below an empty one the redirect URIs are shown.
    await quickInput.type("");
    const uris = await dialogue.redirectUris();
    assert.deepEqual([...uris.values()], [`${acme.origin}/.portcullis/callback`, edgeCallback]);
    assert.equal(await dialogue.who("acme.com"), `Share localhost:${second.port} with everyone at acme.com · Okta · acme-demo.ngrok.app`);
    assert.equal(await scene.liveAddress(), acme.origin);
    assert.ok(edge.endpoints.some(({ url }) => url === edge.publicOrigin), `localhost:${app.port} goes on`);
    assert.ok(edge.endpoints.some(({ url }) => url === acme.origin));
  });

  it("S12 was looked at through the API before it was shown, and the tree says so", async () => {
    const { workbench } = scene;
    const shares = workbench.tree("Shares");
    assert.ok(api.calls.some(({ path }) => path === "/endpoints"));
    await workbench.runCommand("Portcullis: Show shares in sidebar");
    await shares.waitForRow(/Checked at ngrok: as made here/);
  });

  it("has room again where the plan has no more, once another share is picked to be stopped", async () => {
    const { dialogue, workbench, edge, app } = scene;
    await workbench.tree("Shares").clickInline(new URL(edge.publicOrigin).host, /^Stop share/);
    await waitFor("the share to stop", () => edge.endpoints.length === 1);
    await workbench.notifications.clear();
    edge.faults.refuseBind = "ERR_NGROK_324";
    await dialogue.open();
    await dialogue.port(app.port);
    await dialogue.sentence();
    await workbench.quickInput.press("Enter");
    const { buttons } = await workbench.notifications.waitFor(/^Your plan allows no more endpoints in one session: Stop another share, or upgrade\.$/);
    assert.deepEqual(buttons, ["Stop another share", "Open ngrok endpoints", "Try again"]);
    edge.faults.clear();
    await readAndClick(workbench, /Your plan allows no more/, "Stop another share");
    await dialogue.at("Which share is stopped?");
    assert.deepEqual((await workbench.quickInput.items()).map(({ label, description }) => [label, description]), [[new URL(acme.origin).host, `localhost:${second.port}`]]);
    await inBothThemes(workbench, "stop-another");
    await workbench.quickInput.press("Enter");
    assert.equal(await scene.liveAddress(), edge.publicOrigin);
    assert.deepEqual(edge.endpoints.map(({ url }) => url), [edge.publicOrigin]);
  });

  it("is remembered, and free again once the share that has it is stopped", async () => {
    const { dialogue, workbench, edge, app } = scene;
    await scene.stopAll();
    await dialogue.open();
    await dialogue.port(second.port);
    assert.match(await dialogue.sentence(), / · acme-demo\.ngrok\.app$/);
    await workbench.quickInput.dismiss();
    await dialogue.open();
    await dialogue.port(app.port);
    assert.ok((await dialogue.sentence()).endsWith(` · ${new URL(edge.publicOrigin).host}`));
    await workbench.quickInput.dismiss();
    await workbench.runCommand("Portcullis: Forget ngrok API key");
    await workbench.notifications.waitFor(/The ngrok API key is forgotten/);
  });
});
