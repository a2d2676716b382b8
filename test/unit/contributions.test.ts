import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { commands, contextKeys, pages, settings, viewContainer, views, walkthrough } from "../../src/contributions";
import { sharedProviderSchema } from "../../src/identity/sharedProvider";
import { clientAuthentications, providerKinds, providerProfileSchema } from "../../src/identity/providerProfile";
import { waitingProfileSchema } from "../../src/identity/waitingProfile";

interface Needing {
  readonly required: readonly string[];
}

const root = new URL("../../", import.meta.url);
const readJson = (name: string): unknown => JSON.parse(readFileSync(new URL(name, root), "utf8"));

interface Setting {
  readonly scope?: string;
  readonly default?: unknown;
  readonly pattern?: string;
  readonly items?: Needing & { readonly if: Needing; readonly then: Needing; readonly else: Needing; readonly properties: Readonly<Record<string, { readonly enum?: readonly string[]; readonly pattern?: string; readonly items?: { readonly pattern?: string } }>> };
}
interface MenuItem {
  readonly command: string;
  readonly when?: string;
  readonly group?: string;
}
interface WalkthroughStep {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly media: { readonly svg: string; readonly altText: string };
  readonly completionEvents: readonly string[];
}
interface Manifest {
  readonly main: string;
  readonly icon: string;
  readonly keywords: readonly string[];
  readonly activationEvents: readonly string[];
  readonly extensionKind: readonly string[];
  readonly capabilities: { readonly untrustedWorkspaces: { readonly supported: unknown; readonly restrictedConfigurations: readonly string[] }; readonly virtualWorkspaces: { readonly supported: unknown } };
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string; readonly category: string; readonly icon?: string; readonly enablement?: string }[];
    readonly menus: Readonly<Record<string, readonly MenuItem[]>>;
    readonly viewsContainers: { readonly activitybar: readonly { readonly id: string; readonly icon: string }[] };
    readonly views: Readonly<Record<string, readonly { readonly id: string; readonly icon: string }[]>>;
    readonly viewsWelcome: readonly { readonly view: string; readonly contents: string }[];
    readonly walkthroughs: readonly { readonly id: string; readonly title: string; readonly description: string; readonly steps: readonly WalkthroughStep[] }[];
    readonly configuration: readonly { readonly title: string; readonly properties: Readonly<Record<string, Setting>> }[];
  };
}

const manifest = readJson("package.json") as Manifest;
const texts = readJson("package.nls.json") as Readonly<Record<string, string>>;
const { contributes } = manifest;
const commandIds = Object.values(commands).sort();
const text = (placeholder: string) => texts[placeholder.replaceAll("%", "")];
const declaredSettings = Object.assign({}, ...contributes.configuration.map(({ properties }) => properties)) as Readonly<Record<string, Setting>>;
const conditions = [...Object.values(contributes.menus).flat().map(({ when }) => when), ...contributes.commands.map(({ enablement }) => enablement), ...contributes.walkthroughs.flatMap(({ steps }) => steps.flatMap(({ completionEvents }) => completionEvents))].filter((when) => when !== undefined);
/** A link that has a line to itself is drawn as a button. */
const buttonsOf = (contents: string) => contents.split("\n").flatMap((line) => /^\[[^\]]+\]\(command:([^)]+)\)$/.exec(line)?.[1] ?? []);
const menu = (id: string) => contributes.menus[id] ?? [];

describe("package.json holds what contributions.ts names", () => {
  it("contributes every command and no other", () => {
    assert.deepEqual(contributes.commands.map(({ command }) => command).sort(), commandIds);
  });

  it("gives every command the category and a text", () => {
    for (const { command, title, category } of contributes.commands) {
      assert.equal(category, "Portcullis", command);
      assert.match(title, /^%command\.\w+\.title%$/, command);
      assert.ok(text(title), command);
    }
  });

  it("calls the main command Share port with SSO", () => {
    const main = contributes.commands.find(({ command }) => command === commands.sharePort);
    assert.equal(text(main!.title), "Share port with SSO");
  });

  it("says of every command when the palette offers it", () => {
    assert.deepEqual(menu("commandPalette").map(({ command }) => command).sort(), commandIds);
    for (const { command, when } of menu("commandPalette")) assert.ok(when, command);
  });

  it("keeps what works on a row alone out of the palette", () => {
    for (const row of [commands.removeShare, commands.signVisitorOut, commands.takeProposal]) {
      assert.equal(menu("commandPalette").find(({ command }) => command === row)?.when, "false", row);
    }
  });

  it("names only known commands in menus, each with a group", () => {
    for (const [id, items] of Object.entries(contributes.menus)) {
      for (const { command, group } of items) {
        assert.ok(commandIds.includes(command as never), `${id}: ${command}`);
        if (id !== "commandPalette") assert.ok(group, `${id}: ${command}`);
      }
    }
  });

  it("gives every command that is shown as a button an icon", () => {
    const buttons = [...menu("view/title"), ...menu("view/item/context")].filter(({ group }) => /^(inline|navigation)/.test(group ?? ""));
    assert.ok(buttons.length > 0);
    for (const { command } of buttons) assert.match(contributes.commands.find((one) => one.command === command)?.icon ?? "", /^\$\([a-z-]+\)$/, command);
  });

  it("uses only context keys that the extension sets", () => {
    const used = new Set(conditions.flatMap((when) => when.match(/\bportcullis\.\w+/g) ?? []));
    for (const view of Object.values(views)) used.delete(view);
    assert.deepEqual([...used].sort(), Object.values(contextKeys).sort());
  });

  it("contributes every view in the container", () => {
    assert.deepEqual(contributes.viewsContainers.activitybar.map(({ id }) => id), [viewContainer]);
    assert.deepEqual((contributes.views[viewContainer] ?? []).map(({ id }) => id), Object.values(views));
  });

  it("offers the main command as the one button of the empty view, and the first steps below it", () => {
    const contents = contributes.viewsWelcome.map(({ contents: key }) => text(key) ?? "");
    assert.ok(contents.some((one) => one.includes(`\n[Share port with SSO](command:${commands.sharePort})\nThe first time? [Get started](command:${commands.getStarted})`)));
    for (const one of contents) assert.equal(buttonsOf(one).length, 1, one);
  });

  it("S14 contributes every setting, none of which a folder may set but what it proposes, and that only where it is trusted", () => {
    assert.deepEqual(Object.keys(declaredSettings).sort(), Object.values(settings).sort());
    for (const [id, { scope }] of Object.entries(declaredSettings)) assert.equal(scope, id === settings.teamProviders ? "resource" : "application", id);
    assert.deepEqual(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations, [settings.teamProviders]);
  });

  it("describes a proposed provider as the product parses it: without a secret, and without a place where one rests", () => {
    const schema = declaredSettings[settings.teamProviders]!.items!;
    assert.deepEqual(Object.keys(schema.properties).sort(), Object.keys(sharedProviderSchema.shape).sort());
    const needed = Object.entries(sharedProviderSchema.shape).filter(([, shape]) => !shape.safeParse(undefined).success).map(([name]) => name);
    assert.deepEqual([...schema.required].sort(), needed.sort());
    for (const name of ["id", "vaultSecret", "registration", "clientSecret"]) assert.ok(!(name in schema.properties), name);
  });

  it("describes a provider as the product parses it", () => {
    const schema = declaredSettings[settings.providers]!.items!;
    assert.deepEqual(Object.keys(schema.properties).sort(), [...new Set([...Object.keys(providerProfileSchema.shape), ...Object.keys(waitingProfileSchema.shape)])].sort());
    const needed = ({ shape }: { readonly shape: Readonly<Record<string, { safeParse(value: unknown): { readonly success: boolean } }>> }) => Object.entries(shape).filter(([, one]) => !one.safeParse(undefined).success).map(([name]) => name).sort();
    assert.deepEqual([...schema.required, ...schema.else.required].sort(), needed(providerProfileSchema));
    assert.deepEqual([...schema.required, ...schema.if.required, ...schema.then.required].sort(), needed(waitingProfileSchema));
    assert.deepEqual(schema.properties["kind"]?.enum, [...providerKinds]);
    assert.deepEqual(schema.properties["clientAuthentication"]?.enum, [...clientAuthentications]);
    const scope = new RegExp(schema.properties["scopes"]!.items!.pattern!, "u");
    assert.ok(scope.test("openid"));
    assert.ok(!scope.test("two words"));
  });

  it("accepts ngrok's address with and without a port, and nothing else", () => {
    const address = new RegExp(declaredSettings[settings.ngrokServerAddress]!.pattern!, "u");
    for (const good of ["", "connect.example.com", "localhost:4443"]) assert.ok(address.test(good), good);
    for (const bad of ["https://connect.example.com", "a b", "host:port"]) assert.ok(!address.test(bad), bad);
  });
});

describe("the walkthrough", () => {
  const steps = contributes.walkthroughs.flatMap(({ steps }) => steps);

  it("is one, under the id by which the command opens it, with few steps", () => {
    assert.deepEqual(contributes.walkthroughs.map(({ id }) => id), [walkthrough]);
    assert.ok(steps.length >= 3 && steps.length <= 5);
    assert.equal(new Set(steps.map(({ id }) => id)).size, steps.length);
  });

  it("gives every step one button that runs a command of ours", () => {
    for (const { id, description } of steps) {
      const buttons = buttonsOf(text(description) ?? "");
      assert.equal(buttons.length, 1, id);
      assert.ok(commandIds.includes(buttons[0] as never), `${id}: ${buttons[0]}`);
    }
  });

  it("ticks each step off by a context key of its own, never by a click alone", () => {
    const events = steps.flatMap(({ completionEvents }) => completionEvents);
    assert.deepEqual(events.map((event) => event.replace("onContext:", "")).sort(), Object.values(contextKeys).filter((key) => key !== contextKeys.hasShares).sort());
    for (const event of events) assert.match(event, /^onContext:portcullis\.\w+$/);
  });

  it("shows a picture that follows the theme, high contrast included, and says in words what is on it", () => {
    for (const { id, media } of steps) {
      assert.ok((text(media.altText) ?? "").length > 20, id);
      const svg = readFileSync(new URL(media.svg, root), "utf8");
      const paints = [...svg.matchAll(/(?:fill|stroke)="([^"]*)"/g)].map(([, paint]) => paint ?? "");
      assert.deepEqual(paints.filter((paint) => paint !== "none" && !/^var\(--vscode-[\w-]+, .+\)$/.test(paint)), [], id);
      // Where backgrounds are all alike, its outlines are what is seen.
      assert.ok(svg.includes("var(--vscode-contrastBorder, "), id);
      assert.doesNotMatch(svg, /<(script|style|image|use|foreignObject|a)\b|\son\w+=|style=|url\(/, id);
    }
  });
});

describe("package.json as the marketplace and the editor read it", () => {
  it("has a text for every placeholder, and no text that nothing uses", () => {
    const used = new Set([...JSON.stringify(manifest).matchAll(/"%([^%"]+)%"/g)].map(([, key]) => key));
    assert.deepEqual([...used].sort(), Object.keys(texts).sort());
  });

  it("speaks calmly: no exclamation marks, no text in title case", () => {
    const names = new Set(["Portcullis", "SSO", "ID", "API", "URI…", "Cloud", "Endpoints…"]);
    for (const [key, value] of Object.entries(texts)) {
      assert.doesNotMatch(value, /!/, key);
      if (!key.endsWith(".title")) continue;
      for (const word of value.split(" ").slice(1)) assert.ok(names.has(word) || word === word.toLowerCase(), `${key}: ${value}`);
    }
  });

  it("has every icon that it names, the gallery's at least 128 pixels wide", () => {
    const icons = [manifest.icon, ...contributes.viewsContainers.activitybar.map(({ icon }) => icon), ...Object.values(contributes.views).flat().map(({ icon }) => icon)];
    for (const icon of icons) assert.ok(existsSync(new URL(icon, root)), icon);
    const png = readFileSync(new URL(manifest.icon, root));
    assert.equal(png.toString("latin1", 1, 4), "PNG");
    assert.ok(png.readUInt32BE(16) >= 128 && png.readUInt32BE(16) === png.readUInt32BE(20));
  });

  it("is activated by its commands and views, by a link, by a page that it left open, and where a folder may propose something; where the workspace is", () => {
    assert.deepEqual(manifest.activationEvents, ["onUri", `onWebviewPanel:${pages.addProvider}`, "workspaceContains:.vscode/settings.json"]);
    assert.deepEqual(manifest.extensionKind, ["workspace"]);
    assert.equal(manifest.main, "./dist/extension.js");
    assert.equal(manifest.capabilities.untrustedWorkspaces.supported, "limited");
    assert.equal(manifest.capabilities.virtualWorkspaces.supported, false);
    assert.ok(manifest.keywords.length <= 5);
  });
});
