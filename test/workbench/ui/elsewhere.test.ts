// "Bring it along" and "Take it elsewhere": a tunnel of ngrok's own configuration becomes a share, and the share each of its other forms.
import assert from "node:assert/strict";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { parse } from "yaml";
import { confidentialClient } from "../../rig/provider/clients";
import { waitFor } from "../harness/waitFor";
import { goodAuthtoken, startScene, type Scene } from "./scene";
import { inBothThemes } from "./themes";

const secret = confidentialClient.clientSecret ?? "";
const importConfig = "Portcullis: Import from ngrok's configuration…";
const takeElsewhere = "Portcullis: Take it elsewhere…";

describe("bringing along, and taking elsewhere", { timeout: 900_000 }, () => {
  let scene: Scene;
  before(async () => {
    scene = await startScene();
    const home = path.join(scene.workbench.server.root, "home");
    const folder = path.join(home, ".config", "ngrok");
    for (const one of [folder, path.join(home, ".ngrok2")]) await mkdir(one, { recursive: true });
    await writeFile(path.join(home, ".ngrok2", "ngrok.yml"), 'version: 2\nauthtoken: "that never ends\n');
    await writeFile(path.join(folder, "ngrok.yml"), [
      "version: 2",
      `authtoken: ${goodAuthtoken}`,
      "tunnels:",
      "  guide:",
      "    proto: http",
      `    addr: ${scene.app.port}`,
      `    domain: ${scene.edge.domain}`,
      "    oidc:",
      `      issuer_url: ${scene.provider.issuer}`,
      `      client_id: ${confidentialClient.clientId}`,
      `      client_secret: ${secret}`,
      "      allow_domains: [acme.com]",
      "  sso-edge:",
      "    labels: [edge=edghts_2gYaK9XAVa3ANouaDEPrkeaxkYT]",
      `    addr: ${scene.app.port}`,
      "",
    ].join("\n"));
  });
  after(async () => {
    const left = await scene.close();
    assert.deepEqual(left.map((one) => one.commandLine.join(" ")), [], "nothing outlives the editor");
  });

  it("shares a tunnel with an oidc block, confirmed by the usual sentence", async () => {
    const { dialogue, workbench, edge, app, provider } = scene;
    const { quickInput } = workbench;
    await workbench.runCommand(importConfig);
    await dialogue.at("Which configuration file?");
    assert.equal((await quickInput.waitForItem(/\.ngrok2.ngrok\.yml$/)).detail, "Broken in line 2. Enter shows the line");
    await quickInput.pick(/^~.\.config.ngrok.ngrok\.yml$/);
    await dialogue.at("What should be taken from");
    assert.match((await quickInput.waitForItem(/sso-edge/)).detail, /ERR_NGROK_7008, 7196/);
    await inBothThemes(workbench, "import");
    await quickInput.pick(`Share localhost:${app.port}`);
    await dialogue.at("Pick a port");
    assert.equal(await quickInput.value(), String(app.port));
    await quickInput.pick(`localhost:${app.port}`);
    await dialogue.tunnel(/^ngrok, with the authtoken in /);
    await dialogue.at("Pick an address of your ngrok account");
    assert.equal(await quickInput.value(), edge.domain);
    await quickInput.press("Enter");
    await dialogue.at("Where is sign-in enforced?");
    assert.equal((await quickInput.waitForItem("At ngrok's edge")).description, "as in ngrok's configuration");
    scene.register(edge.publicOrigin);
    await quickInput.pick("At ngrok's edge");
    await dialogue.at("Who may come in?");
    assert.equal(await quickInput.value(), "acme.com");
    assert.equal(await dialogue.who("acme.com"), `Share localhost:${app.port} with everyone at acme.com · localhost:${provider.port} · ${edge.domain}`);
    assert.equal(await scene.liveAddress(), edge.publicOrigin);
  });

  it("lets in whom the block named, keeps the secret to the secret store", async () => {
    const { workbench, edge, provider } = scene;
    await scene.turnsStrangersAway(edge.publicOrigin);
    const alice = await scene.visitor();
    await alice.signIn(edge.publicOrigin, "alice@acme.com");
    await alice.sees("Hello from Vite");
    const [saved] = await scene.savedProviders();
    assert.equal(saved?.issuer, provider.issuer);
    assert.ok(!JSON.stringify(await workbench.server.settings()).includes(secret));
    assert.ok(!(await workbench.outputChannel("Portcullis")).includes(secret));
  });

  it("takes the share elsewhere in each form, copied, with the secret named and what has to be done said", async () => {
    const { dialogue, workbench, edge, app } = scene;
    const { quickInput } = workbench;
    const origin = edge.publicOrigin;
    const copy = async (form: RegExp, shell: string | undefined, said: RegExp) => {
      await workbench.notifications.clear();
      await workbench.runCommand(takeElsewhere);
      await dialogue.at("In which form?");
      if (shell === undefined) await inBothThemes(workbench, "take-elsewhere");
      await quickInput.pick(form);
      if (shell !== undefined) {
        await dialogue.at("For which shell?");
        assert.equal((await quickInput.items())[0]?.label, "bash, zsh, sh");
        await quickInput.pick(shell);
      }
      const { text } = await workbench.notifications.waitFor(said);
      assert.match(text, /Left behind with Portcullis's gate: the list of visitors, changes while it runs/);
      const copied = await workbench.clipboard();
      for (const value of [secret, goodAuthtoken]) assert.ok(!copied.includes(value) && !text.includes(value));
      return copied;
    };
    const config = parse(await copy(/Copy an endpoint for ngrok\.yml/, undefined, /^Copied\. Put the client secret in place of <client secret>\./)) as { readonly endpoints: readonly [{ readonly url: string; readonly upstream: { readonly url: string } }] };
    assert.deepEqual([config.endpoints[0].url, config.endpoints[0].upstream.url], [origin, `http://127.0.0.1:${app.port}`]);
    assert.equal(await copy(/Copy an ngrok command/, "bash, zsh, sh", /It expects policy\.yml in the folder where it runs/), `ngrok http http://127.0.0.1:${app.port} --url ${origin} --traffic-policy-file policy.yml`);
    assert.match(await copy(/Copy a curl/, "PowerShell", /read from NGROK_API_KEY/), /^'.*<client secret>.*' \| curl .*\$env:NGROK_API_KEY.*\r\nngrok http .* --url https:\/\/pc-[a-z0-9]{12}\.internal\r\n$/s);
  });

  it("saves the policy file where the person says, and copies the command with its path", async () => {
    const { dialogue, workbench } = scene;
    const { quickInput } = workbench;
    await workbench.notifications.clear();
    await workbench.runCommand(takeElsewhere);
    await dialogue.at("In which form?");
    await quickInput.pick(/Save the policy file/);
    await dialogue.at("For which shell?");
    await quickInput.pick("bash, zsh, sh");
    const file = path.join(workbench.folder, "it's the policy.yml");
    await waitFor("the editor's own dialogue", async () => (await quickInput.value()).endsWith("policy.yml"));
    await quickInput.submit(file);
    await workbench.notifications.waitFor(/The policy file is saved/);
    const text = await readFile(file, "utf8");
    const { on_http_request: rules } = parse(text) as { readonly on_http_request: readonly { readonly name: string }[] };
    assert.deepEqual(rules.map(({ name }) => name), ["Sign in", "Let in", "Left out", "Headers of the request"]);
    assert.ok(text.includes("<client secret>") && !text.includes(secret));
    assert.ok((await workbench.clipboard()).endsWith(` --traffic-policy-file '${file.replace("'", "'\\''")}'`));
  });
});
