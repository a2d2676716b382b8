// Option 2 in the workbench: from no API key to a Cloud Endpoint that is made, shared at, left, and removed.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { goodApiKey, startNgrokApi, type StandInApi } from "../../rig/ngrokApi/startNgrokApi";
import { confidentialClient } from "../../rig/provider/clients";
import { waitFor } from "../harness/waitFor";
import { edgeCallback, goodAuthtoken, startScene, type Scene } from "./scene";

describe("sharing at a Cloud Endpoint", { timeout: 900_000 }, () => {
  let scene: Scene;
  let api: StandInApi;
  before(async () => {
    scene = await startScene({ personality: "okta", beside: async (edge) => {
      api = await startNgrokApi({ edge });
      return { "portcullis.ngrok.apiAddress": api.address };
    } });
  });
  after(async () => {
    const left = await scene.close();
    await api.close();
    assert.deepEqual(left.map((one) => one.commandLine.join(" ")), [], "nothing outlives the editor");
  });

  const host = () => new URL(scene.edge.publicOrigin).host;

  it("asks for the API key, makes the Cloud Endpoint, and goes live there", async () => {
    const { dialogue, workbench, edge, provider, app } = scene;
    const { quickInput } = workbench;
    provider.register(edgeCallback, confidentialClient.clientId);
    await dialogue.open();
    await dialogue.port(app.port);
    await dialogue.tunnel(/^A Cloud Endpoint of your ngrok account/);
    await dialogue.authtoken(goodAuthtoken);
    await dialogue.at("Which Cloud Endpoint?");
    await quickInput.pick(/^Set an ngrok API key/);
    await dialogue.at("API key");
    assert.equal(await quickInput.isPassword(), true, "an API key is hidden");
    await quickInput.submit(goodApiKey);
    await dialogue.at("Which Cloud Endpoint?");
    await quickInput.waitForItem(/^Create one at/);
    await quickInput.type(edge.publicOrigin);
    await quickInput.pick(`Create one at ${host()}`);
    await dialogue.at("Who serves visitors behind it?");
    assert.match((await quickInput.waitForItem(/^Together with other machines/)).detail, /Others of the account who join this pool receive visitors' requests/);
    await quickInput.pick(/^This machine alone/);
    await scene.describeProvider();
    await dialogue.at(/Register a redirect URI/);
    assert.deepEqual([...(await dialogue.redirectUris()).values()], [edgeCallback]);
    await dialogue.clientId(confidentialClient.clientId);
    await dialogue.clientSecret(confidentialClient.clientSecret ?? "");
    assert.equal(await dialogue.who("acme.com"), `Share localhost:${app.port} with everyone at acme.com · Okta · ${host()} (Cloud Endpoint)`);
    assert.equal(await scene.liveAddress(), edge.publicOrigin);
    assert.equal(edge.cloud.all.length, 1);
    assert.ok(edge.endpoints.every(({ url }) => url.endsWith(".internal")));
    await workbench.openView("Portcullis");
    await workbench.tree("Shares").waitForRow("Cloud Endpoint");
  });

  it("gives strangers nothing, and a visitor the app", async () => {
    await scene.turnsStrangersAway(scene.edge.publicOrigin);
    const alice = await scene.visitor();
    await alice.signIn(scene.edge.publicOrigin, "alice@acme.com");
    await alice.sees("Hello from Vite");
    await alice.close();
  });

  it("stops, and the Cloud Endpoint stays until it is removed", async () => {
    const { workbench, edge } = scene;
    await scene.stopAll();
    await scene.nothingRuns();
    assert.equal(edge.cloud.all.length, 1);
    await workbench.notifications.clear();
    await workbench.runCommand("Portcullis: Manage Cloud Endpoints…");
    const { description } = await workbench.quickInput.waitForItem(host());
    assert.equal(description, "made by Portcullis, nobody behind it");
    await workbench.quickInput.pick(host());
    await workbench.quickInput.pick(/^Remove/);
    const { text } = await workbench.dialog();
    assert.ok(text.includes(`Remove the Cloud Endpoint ${host()}?`), text);
    assert.equal(edge.cloud.all.length, 1, "nothing goes before the answer");
    await workbench.clickDialog("Remove");
    await waitFor("the Cloud Endpoint to go", () => edge.cloud.all.length === 0);
    await workbench.notifications.waitFor("is removed");
  });
});
