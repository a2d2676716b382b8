// An application at Okta from nothing by its API, with nothing but the dialogue to go by, and taken back the same way.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { inert } from "../../../src/base/inert";
import { toRigClient } from "../../rig/provider/clients";
import { startProvider, type RunningProvider } from "../../rig/provider/startProvider";
import { goodApiToken, oktaManagement, type OktaManagement } from "../../rig/registration/oktaManagement";
import { waitFor } from "../harness/waitFor";
import { startWorkbench, type Workbench } from "../harness/workbench";
import { Dialogue } from "./dialogue";
import { ownLocalPort, portcullisVsix } from "./scene";
import { searchFiles, searchPage, searchProcesses } from "./search";
import { followColours, inBothThemes } from "./themes";

const gate = "https://acme-demo.ngrok.app/.portcullis/callback";

describe("set-up by API", { timeout: 900_000 }, () => {
  let workbench: Workbench;
  let provider: RunningProvider;
  let okta: OktaManagement;
  let dialogue: Dialogue;
  before(async () => {
    okta = oktaManagement();
    provider = await startProvider({ personality: "okta", beside: { path: "/api/v1/", handle: okta.handle }, clients: [] });
    workbench = await startWorkbench({ version: "newest", vsix: portcullisVsix, settings: { ...(await ownLocalPort()), ...followColours } });
    dialogue = new Dialogue(workbench);
  });
  after(async () => {
    await workbench.close();
    await provider.close();
  });
  const saved = async () => ((await workbench.server.settings())["portcullis.providers"] ?? []) as readonly { readonly clientId: string; readonly registration?: unknown; readonly issuer: string }[];
  const apps = () => [...okta.apps.values()];

  it("makes the application that it shows, at the host that was confirmed, for the group that was picked", async () => {
    const { quickInput } = workbench;
    await workbench.runCommand("Portcullis: Set up identity provider by API");
    await dialogue.at("Who signs people in?");
    await quickInput.pick("Okta");
    await dialogue.issuer(provider.issuer, "Your Okta organisation");
    const { text } = await workbench.dialog();
    assert.match(text, new RegExp(`^Send an administrator's token to localhost:${provider.port}\\?`));
    assert.deepEqual(okta.calls, []);
    await workbench.clickDialog("This is our provider");
    await dialogue.at("Where will your shares be?");
    await quickInput.type("acme-demo.ngrok.app");
    await quickInput.pick("Use acme-demo.ngrok.app");
    await quickInput.waitForMessage("Name of the application at the provider");
    await quickInput.submit("Portcullis of the test");
    await dialogue.at("This is made at");
    assert.match((await quickInput.waitForItem("Continue with a token")).detail, /^OAuth scopes okta\.apps\.manage and okta\.groups\.read, or an API token$/);
    assert.deepEqual((await quickInput.items()).flatMap(({ label, detail }) => (label === "Redirect URI" ? [detail] : [])), [gate, "https://idp.ngrok.com/oauth2/callback"]);
    await inBothThemes(workbench, "register-review");
    await quickInput.pick("Continue with a token");
    await dialogue.at("API token");
    assert.equal(await quickInput.isPassword(), true);
    await quickInput.submit("00nobodys-token-at-all");
    await quickInput.waitForMessage(/does not take this token: Invalid token provided\. It may have expired/);
    await quickInput.submit(goodApiToken);
    await dialogue.at("Which groups may sign in?");
    await quickInput.type("eng");
    await quickInput.pick("Look in Okta for “eng”");
    await waitFor("the search", () => okta.calls.some(({ query }) => query.get("q") === "eng"));
    await quickInput.pick("Engineering");
    await quickInput.type("");
    await quickInput.pick("Set up with 1 group");
    const { text: told, buttons } = await workbench.notifications.waitFor(/^Portcullis of the test is set up at Okta and saved here\./);
    assert.match(told, /groups claim, which Okta's API can't set/);
    assert.deepEqual(buttons.slice(0, 2), ["Share port", "Test SSO"]);
    assert.deepEqual(apps().map(({ body, groups, status }) => [body.label, body.settings.oauthClient.redirect_uris[0], groups, status]), [["Portcullis of the test", gate, ["00gengineering0000g4"], "ACTIVE"]]);
    assert.deepEqual((await saved()).map(({ clientId, registration, issuer }) => [clientId, registration, issuer]), apps().map(({ id }) => [id, { by: "okta", appId: id }, provider.issuer]));
  });

  it("S27 leaves the administrator's token and the client secret in no file, process or page", async () => {
    const secrets = { "API token": goodApiToken, "client secret": apps()[0]!.clientSecret };
    const looked = [await searchFiles(workbench.server.root, secrets), searchProcesses(workbench.processes(), secrets), await searchPage(workbench.page, secrets)];
    assert.deepEqual(looked.flatMap(({ found }) => found), []);
  });

  it("S27 takes one redirect URI back by the API, from the provider's row, once no running share needs it", async () => {
    const { quickInput } = workbench;
    const row = async () => {
      await workbench.notifications.clear();
      await workbench.tree("Identity providers").clickContextMenu("Okta", "Take back a redirect URI…");
    };
    await workbench.openView("Portcullis");
    await row();
    await workbench.notifications.waitFor("No redirect URI at Okta is known here that no running share needs.");
    const [app] = apps();
    assert.ok(app);
    provider.clients.push(toRigClient({ clientId: app.id, clientSecret: app.clientSecret }));
    await dialogue.open();
    await dialogue.port(provider.port);
    await dialogue.tunnel("This machine only");
    await dialogue.provider("Okta");
    await dialogue.who("acme.com");
    const uri = await waitFor("the share to be live", async () => {
      const [text] = (await workbench.notifications.all()).flatMap((one) => /is shared at (\S+)$/.exec(one.text)?.[1] ?? []);
      return text && `${text}/.portcullis/callback`;
    });
    app.body.settings.oauthClient.redirect_uris.push(uri);
    await workbench.runCommand("Portcullis: Stop all shares");
    await waitFor("the share to stop", async () => (await workbench.tree("Shares").rows()).length === 0);
    await row();
    await dialogue.at("Take back a redirect URI of Okta");
    await quickInput.pick(inert(uri, 300));
    await waitFor("the question about the host", async () => /^Send an administrator's token/.test((await workbench.dialog()).text));
    await workbench.clickDialog("This is our provider");
    await dialogue.at("API token");
    await quickInput.submit(goodApiToken);
    await workbench.notifications.waitFor(`${inert(uri, 300)} is taken back at Okta.`);
    assert.deepEqual(apps()[0]?.body.settings.oauthClient.redirect_uris, [gate, "https://idp.ngrok.com/oauth2/callback"]);
  });

  it("takes the application back with the token asked again, and removes the provider then", async () => {
    await workbench.notifications.clear();
    await workbench.runCommand("Portcullis: Remove identity provider");
    assert.match((await workbench.dialog()).text, /^Remove Okta\?[\s\S]*Portcullis made its client at the provider, and can take it back\./);
    await workbench.clickDialog("Take back and remove");
    // The one for the host, once the first is gone.
    await waitFor("the question about the host", async () => /^Send an administrator's token/.test((await workbench.dialog()).text));
    await workbench.clickDialog("This is our provider");
    await dialogue.at("API token");
    assert.equal(apps().length, 1);
    await workbench.quickInput.submit(goodApiToken);
    await waitFor("the application to be gone", () => apps().length === 0);
    await waitFor("the provider to be gone", async () => (await saved()).length === 0);
  });

  it("registers a client dynamically, from the dialogue of a share, for the address that was chosen there", async () => {
    const { quickInput } = workbench;
    const initialAccessToken = "canary-initial-access-token-of-the-test";
    const keycloak = await startProvider({ personality: "keycloak", initialAccessToken, clients: [] });
    try {
      await workbench.notifications.clear();
      await dialogue.open();
      await dialogue.port(keycloak.port);
      await dialogue.tunnel("This machine only");
      await dialogue.at("Who signs people in?");
      await quickInput.type("Set up");
      await quickInput.pick("Set up by API…");
      await quickInput.waitForTitle("Set up identity provider by API");
      await quickInput.pick("Keycloak");
      await dialogue.issuer(keycloak.issuer, "Address of the issuer");
      await workbench.dialog();
      await workbench.clickDialog("This is our provider");
      await dialogue.at("Where will your shares be?");
      const origin = await quickInput.value();
      assert.match(origin, /^http:\/\/localhost:\d+$/);
      await quickInput.press("Enter");
      await quickInput.waitForMessage("Name of the application at the provider");
      await quickInput.press("Enter");
      await dialogue.at("This is made at");
      await quickInput.pick("Continue with a token");
      await dialogue.at("Initial access token");
      await quickInput.submit(initialAccessToken);
      await workbench.notifications.waitFor("Portcullis is registered at Keycloak and saved here.");
      const [profile] = await saved();
      assert.deepEqual(profile?.registration, { by: "rfc7591", uri: `${keycloak.issuer}/clients-registrations/openid-connect/${profile?.clientId ?? ""}` });
      const looked = [await searchFiles(workbench.server.root, { initialAccessToken }), await searchPage(workbench.page, { initialAccessToken })];
      assert.deepEqual(looked.flatMap(({ found }) => found), []);
      // By its own token, without a question.
      await workbench.runCommand("Portcullis: Remove identity provider");
      await workbench.dialog();
      await workbench.clickDialog("Take back and remove");
      await waitFor("the provider to be gone", async () => (await saved()).length === 0);
      assert.ok(keycloak.log.some(({ method, path, status }) => method === "DELETE" && path.includes("/clients-registrations/") && status === 204));
    } finally {
      await keycloak.close();
    }
  });
});
