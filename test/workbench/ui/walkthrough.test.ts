// "Get started": the walkthrough opened from the empty view, its pictures in every theme, and its steps ticked off by what is done.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, it } from "node:test";
import { walkthrough } from "../../../src/contributions";
import { confidentialClient } from "../../rig/provider/clients";
import { waitFor } from "../harness/waitFor";
import { goodAuthtoken, startScene, type Scene } from "./scene";
import { inAllThemes } from "./themes";

const steps = ["provider", "address", "share", "test", "visitors"] as const;
type Step = (typeof steps)[number];

describe("the walkthrough", { timeout: 900_000 }, () => {
  let scene: Scene;

  before(async () => {
    scene = await startScene();
    // Its pictures are left out where the window is narrow.
    await scene.workbench.page.setViewportSize({ width: 1600, height: 900 });
  });

  after(() => scene.close());

  const page = () => scene.workbench.page;
  const step = (name: Step) => page().locator(`.getting-started-step[data-step-id$="#${walkthrough}#${name}"]`);
  const picture = () => page().frameLocator("iframe.webview.ready").frameLocator("#active-frame").locator("svg");

  /** How much is drawn in the picture of a step, which tells it from the others. */
  async function drawn(name: Step): Promise<number> {
    const svg = await readFile(new URL(`../../../media/walkthrough/${name}.svg`, import.meta.url), "utf8");
    return svg.match(/<(?!svg\b)\w/g)?.length ?? 0;
  }

  async function ticked(): Promise<readonly string[]> {
    const marks = await Promise.all(steps.map((name) => page().locator(`[data-done-step-id$="#${walkthrough}#${name}"]`).first().getAttribute("aria-checked")));
    return steps.filter((_name, index) => marks[index] === "true");
  }

  /** @param wanted these and no other */
  const untilTicked = (...wanted: readonly Step[]) => waitFor(`${wanted.join()} to be ticked`, async () => (await ticked()).join() === wanted.join());

  it("is opened from the empty view, with a picture for each step and nothing ticked", async () => {
    const { workbench } = scene;
    await workbench.openView("Portcullis");
    await workbench.tree("Shares").pane.getByRole("button", { name: "Get started" }).click();
    await step("visitors").waitFor();
    await untilTicked();
    for (const name of steps) {
      await step(name).click();
      const elements = await drawn(name);
      await waitFor(`the picture of ${name}`, async () => (await picture().locator("*").count()) === elements);
      if (name === "provider" || name === "visitors") await inAllThemes(workbench, `walkthrough-${name}`);
    }
  });

  it("ticks the address off when ngrok took an authtoken, not when the button was clicked", async () => {
    const { workbench, dialogue } = scene;
    await step("address").click();
    await step("address").getByRole("button", { name: "Set ngrok authtoken" }).click();
    await dialogue.at("Authtoken");
    // Once: a second Escape would leave the walkthrough.
    await workbench.quickInput.press("Escape");
    await workbench.quickInput.waitUntilClosed();
    assert.deepEqual(await ticked(), []);
    await step("address").getByRole("button", { name: "Set ngrok authtoken" }).click();
    await dialogue.authtoken(goodAuthtoken);
    await workbench.notifications.waitFor("The ngrok authtoken is stored. ngrok took it.");
    await untilTicked("address");
  });

  it("ticks provider, share and visitor off as they come about, and all of it is there after a reload", async () => {
    const { workbench, dialogue, edge, app } = scene;
    await workbench.notifications.clear();
    await step("share").click();
    await step("share").getByRole("button", { name: "Share port with SSO" }).click();
    await dialogue.port(app.port);
    await dialogue.tunnel(/^ngrok$/);
    await scene.describeProvider();
    await dialogue.clientId(confidentialClient.clientId);
    await dialogue.clientSecret(confidentialClient.clientSecret ?? "");
    scene.register(edge.publicOrigin);
    await dialogue.who("acme.com");
    await scene.liveAddress();
    await untilTicked("provider", "address", "share");
    const alice = await scene.visitor();
    await alice.signIn(edge.publicOrigin, "alice@acme.com");
    await alice.sees("Hello from Vite");
    await alice.close();
    await untilTicked("provider", "address", "share", "visitors");
    await inAllThemes(workbench, "walkthrough-ticked");
    await workbench.reloadWindow();
    await step("share").waitFor();
    await untilTicked("provider", "address", "share", "visitors");
  });
});
