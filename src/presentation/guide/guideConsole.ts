// What is done in the provider's console, and what comes back from it.
import { knownProviders } from "../../identity/providers";
import type { Block, StepsBlock } from "../../protocol/page";
import { message, type Message } from "../message";
import { providerWarningsAt } from "../providerText";
import type { GuideSection } from "./guidePage";
import { redirectUrisOf, signInUrlOf, type GuideState } from "./guideState";
import { applicationName, type GuideStep, type GuideValue, type ProviderGuide } from "./providerGuide";

/** Where the address of a link is known; everything else has to be found in the console by its words. */
export function linkUrl(guide: ProviderGuide, link: GuideStep["link"], { issuer, clientId }: Pick<GuideState, "issuer" | "clientId">): string | undefined {
  const known = knownProviders[guide.kind];
  const at = issuer.kind === "found" ? issuer.issuer : (known.issuerPrefill ?? guide.anyIssuer);
  if (at === undefined || link === undefined) return undefined;
  const console = known.consoleUrl(at);
  return link === "console" ? console : (guide.applicationUrl?.(at, clientId.trim()) ?? console);
}

/** What a step says for as many redirect URIs as there are. */
export function wordsOf({ text, textOfOne }: GuideStep, state: GuideState): Message {
  return message(textOfOne !== undefined && redirectUrisOf(state)?.length === 1 ? textOfOne : text);
}

export function applicationSection(guide: ProviderGuide, state: GuideState): GuideSection {
  const { name } = knownProviders[guide.kind];
  if (state.waiting) {
    return {
      key: "application",
      heading: message("Compare what was registered"),
      blocks: [{ kind: "text", key: "asked", text: message("These redirect URIs were asked for, and have to be registered at {provider} exactly like this:", { provider: name }) }, ...valueBlocks("redirectUris", state)],
    };
  }
  return { key: "application", heading: message("Create the application in {provider}", { provider: name }), blocks: [stepsBlock("create", guide, guide.create, state), ...providerWarningsAt(knownProviders[guide.kind], "registration").map(({ warning, text }) => ({ kind: "text" as const, key: warning, tone: "note" as const, text }))] };
}

export function resultSection(guide: ProviderGuide, state: GuideState): GuideSection {
  const { name } = knownProviders[guide.kind];
  const clientId = state.clientId.trim();
  return {
    key: "result",
    heading: message("Bring back client ID and secret"),
    blocks: [
      ...(state.waiting ? [] : [{ kind: "text" as const, key: "where", text: message(guide.result.text) }]),
      ...(guide.result.note === undefined || state.waiting ? [] : [{ kind: "text" as const, key: "note", tone: "note" as const, text: message(guide.result.note) }]),
      {
        kind: "field",
        key: "clientId",
        id: "clientId",
        label: message("Client ID"),
        value: state.clientId,
        // Another provider is another client, whose ID is typed anew.
        revision: state.issuerRevision,
        ...(clientId !== "" && !isClientId(clientId) && { said: { text: message("A client ID has no spaces and no special characters"), tone: "problem" as const } }),
      },
      { kind: "buttons", key: "secret", buttons: [{ id: "secret", label: state.secretEntered ? message("Enter another client secret…") : message("Enter client secret…"), ...(!state.secretEntered && { primary: true as const }) }] },
      state.secretEntered
        ? { kind: "text", key: "secretSaid", tone: "good", text: message("Client secret entered") }
        : { kind: "text", key: "secretSaid", text: message("It is asked for at the top of the window, hidden, and kept in the editor's secret store: never on this page, and not sent to anybody but {provider}.", { provider: name }) },
    ],
  };
}

export function isClientId(text: string): boolean {
  return /^[\x21-\x7e]{1,300}$/.test(text);
}

/** Nothing where everybody with an account can sign in. */
export function assignSection(guide: ProviderGuide, state: GuideState): GuideSection | undefined {
  if (guide.assign.length === 0) return undefined;
  return { key: "assign", heading: message("Say who may sign in"), blocks: [stepsBlock("assign", guide, guide.assign, state)] };
}

function stepsBlock(key: string, guide: ProviderGuide, steps: readonly GuideStep[], state: GuideState): StepsBlock<Message> {
  return {
    kind: "steps",
    key,
    steps: steps.map((step, index) => {
      const { values = [], link, own, note } = step;
      return {
        key: String(index),
        blocks: [
          { kind: "text", key: "text", text: wordsOf(step, state) },
          ...(own === undefined ? [] : [{ kind: "text" as const, key: "own", text: message(own) }]),
          ...values.flatMap((value) => valueBlocks(value, state)),
          ...(linkUrl(guide, link, state) === undefined ? [] : [{ kind: "buttons" as const, key: "link", buttons: [{ id: `open.${link ?? ""}`, label: message("Open {console}", { console: guide.console }) }] }]),
          ...(note === undefined ? [] : [{ kind: "text" as const, key: "note", tone: "note" as const, text: message(note) }]),
        ],
      };
    }),
  };
}

function valueBlocks(value: GuideValue, state: GuideState): readonly Block<Message>[] {
  if (value === "name") return [copyBlock("name", message("Name"), applicationName)];
  if (value === "clientId") return [copyBlock("clientIdOfStep", message("Client ID"), applicationName)];
  const uris = redirectUrisOf(state);
  const url = signInUrlOf(state);
  if (!uris || url === undefined) return [{ kind: "text", key: value, tone: "note", text: message("It is shown here as soon as you have chosen where your shares are.") }];
  if (value === "signInUrl") return [copyBlock("signInUrl", message("Login URL"), url)];
  return uris.map((uri, index) => copyBlock(`redirectUri.${index}`, uris.length === 1 ? message("Redirect URI") : index === 0 ? message("Redirect URI for sign-in on this machine") : message("Redirect URI for sign-in at ngrok's edge"), uri));
}

function copyBlock(key: string, label: Message, value: string): Block<Message> {
  return { kind: "copy", key, label, value, button: { id: `copy.${key}`, label: message("Copy"), accessible: message("Copy: {what}", { what: label }) } };
}
