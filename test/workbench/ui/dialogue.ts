// The dialogue "Share port with SSO", step by step, by keyboard alone.
import { waitFor } from "../harness/waitFor";
import type { Workbench } from "../harness/workbench";

export const sharePort = "Portcullis: Share port with SSO";

export class Dialogue {
  readonly #input;

  constructor(private readonly workbench: Workbench) {
    this.#input = workbench.quickInput;
  }

  /** From the command palette to the list of ports. */
  async open(): Promise<void> {
    await this.workbench.runCommand(sharePort);
    await this.at("Pick a port");
  }

  /** Waits for a step by its placeholder. */
  async at(placeholder: string | RegExp): Promise<void> {
    await this.#input.waitForTitle(placeholder);
    await waitFor("the step to be ready", async () => !(await this.#input.isBusy()));
  }

  /** Types the number, since the list shows only what is in view, and takes the line of that port. */
  async port(port: number): Promise<void> {
    await this.at("Pick a port");
    await this.#input.type(String(port));
    await this.#input.pick(`localhost:${port}`);
  }

  async tunnel(name: "This machine only" | RegExp): Promise<void> {
    await this.at("Where should the address come from?");
    await this.#input.pick(name);
  }

  async authtoken(authtoken: string): Promise<void> {
    await this.at("Authtoken");
    await this.#input.submit(authtoken);
  }

  /** Types the name: there are many. */
  async provider(name: string): Promise<void> {
    await this.at("Who signs people in?");
    await this.#input.type(name);
    await this.#input.pick(name);
  }

  /** @param shown in the step's message */
  async issuer(address: string, shown: string | RegExp): Promise<void> {
    await waitFor("the issuer's step", async () => (await this.#input.isOpen()) && (typeof shown === "string" ? (await this.#input.message()).includes(shown) : shown.test(await this.#input.message())));
    await this.#input.submit(address);
  }

  /** The redirect URIs that the step shows, by their labels. */
  async redirectUris(): Promise<ReadonlyMap<string, string>> {
    const uris = await waitFor("the redirect URIs", async () => {
      const found = (await this.#input.items()).filter(({ label }) => label.startsWith("Redirect URI"));
      return found.length > 0 && found.every(({ detail }) => detail.startsWith("http")) ? found : undefined;
    });
    return new Map(uris.map(({ label, detail }) => [label, detail]));
  }

  async clientId(clientId: string): Promise<void> {
    await this.at(/Register a redirect URI/);
    await this.#input.type(clientId);
    await this.#input.waitForItem(`Continue with client ID ${clientId}`);
    await this.#input.press("Enter");
  }

  /** Empty: a public client. */
  async clientSecret(secret: string): Promise<void> {
    await this.at("Client secret");
    await this.#input.submit(secret);
  }

  /** @returns the whole sentence that was picked, which names everybody who was typed */
  async who(typed: string): Promise<string> {
    await this.at("Who may come in?");
    await this.#input.type(typed);
    const names = typed.split(/[\s,]+/).filter((name) => name !== "");
    const sentence = await waitFor("the sentence", async () => {
      const { label = "" } = (await this.#input.items()).find(({ focused }) => focused) ?? {};
      return /^Share localhost:.* with /.test(label) && names.every((name) => label.includes(name)) ? label : undefined;
    });
    await this.#input.press("Enter");
    return sentence;
  }

  /** From the second share on: the sentence that Enter shares. */
  async sentence(): Promise<string> {
    await this.at("Press Enter to share");
    return (await this.#input.waitForItem(/^Share localhost:.* with /)).label;
  }
}
