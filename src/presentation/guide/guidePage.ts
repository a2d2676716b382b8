// The guided set-up as a page: from one choice to the next, every section in the order in which it is done.
import { knownProviders } from "../../identity/providers";
import { providerKinds, type ProviderKind } from "../../identity/providerProfile";
import type { Block, Page } from "../../protocol/page";
import { message, type Message } from "../message";
import { addressSection, issuerSection } from "./guideAddress";
import { applicationSection, assignSection, resultSection } from "./guideConsole";
import { checkSection, requestSections } from "./guideEnd";
import { guideOf, guides } from "./guides";
import type { GuideState } from "./guideState";

export type Blocks = readonly Block<Message>[];

/** A section of the page; its heading gets its number here. */
export interface GuideSection {
  readonly key: string;
  readonly heading: Message;
  readonly blocks: Blocks;
}

export function guidePage(state: GuideState): Page<Message> {
  const guide = guideOf(state.provider);
  const title = guide ? message("Add {provider}", { provider: knownProviders[guide.kind].name }) : message("Add identity provider");
  const sections = guide === undefined || (state.who === undefined && !state.waiting) ? [] : [
    issuerSection(guide, state),
    ...(state.waiting ? [applicationSection(guide, state), resultSection(guide, state), checkSection(guide, state)]
      : state.who === "me" ? [addressSection(guide, state), applicationSection(guide, state), resultSection(guide, state), assignSection(guide, state), checkSection(guide, state)]
      : [addressSection(guide, state), ...requestSections(guide, state)]),
  ];
  return {
    title,
    blocks: [
      { kind: "heading", key: "title", level: 1, text: title },
      { kind: "text", key: "intro", text: message("People sign in at your company's identity provider before they can open a port that you share. Done once, it serves all your shares.") },
      ...(state.waiting ? [resumed(state)] : choices(state)),
      ...sections.flatMap((section) => (section ? [section] : [])).map((section, index): Block<Message> => ({
        kind: "section",
        key: section.key,
        heading: { message: `${index + 1}. {heading}`, args: { heading: section.heading } },
        blocks: section.blocks,
      })),
    ],
  };
}

function resumed({ waiting }: GuideState): Block<Message> {
  return { kind: "text", key: "resumed", tone: "note", text: message("You asked somebody else to create the application for {name}. Fill in what came back.", { name: waiting?.name ?? "" }) };
}

/** Known providers without a guide. */
const others = providerKinds.filter((kind) => kind !== "other" && !guideOf(kind)).map((kind) => knownProviders[kind].name);

function choices({ offered, provider, who }: GuideState): Blocks {
  return [
    ...(offered.length === 0 ? [] : [{
      kind: "section" as const,
      key: "waiting",
      heading: message("Waiting for an answer"),
      blocks: [{ kind: "buttons" as const, key: "waiting", buttons: offered.map(({ id, name }) => ({ id: `waiting.${id}`, label: message("Complete {name}", { name }) })) }],
    }]),
    {
      kind: "choice",
      key: "provider",
      label: message("Which provider?"),
      options: guides.map(({ kind }) => ({ id: `provider.${kind}`, label: message(knownProviders[kind].name) })),
      ...(provider !== undefined && { chosen: `provider.${provider}` }),
    },
    ...(provider === undefined ? [
      { kind: "buttons" as const, key: "elsewhere", buttons: [{ id: "elsewhere", label: message("Another provider…") }] },
      { kind: "text" as const, key: "others", text: message("Any other OpenID provider is added while you share a port, like {others}.", { others: others.join(", ") }) },
    ] : []),
    ...(provider === undefined ? [] : [{
      kind: "choice" as const,
      key: "who",
      label: message("Who administers {provider}?", { provider: knownProviders[provider].name }),
      options: [
        { id: "who.me", label: message("I administer it"), detail: message("You create the application there, step by step") },
        { id: "who.other", label: message("Somebody else does"), detail: message("You get a message to send, and fill in the answer later") },
      ],
      ...(who !== undefined && { chosen: `who.${who}` }),
    }]),
    ...(provider !== undefined && who === "me" ? byApi(provider) : []),
  ];
}

/** Of the guides' providers, those whose API makes an application. */
function byApi(provider: ProviderKind): Blocks {
  const accessible = provider === "okta" ? message("Set up by API instead: with a token of Okta's, Portcullis creates the application") : provider === "keycloak" ? message("Set up by API instead: with an initial access token, Portcullis registers the client") : undefined;
  return accessible === undefined ? [] : [{ kind: "buttons", key: "api", buttons: [{ id: "api", label: message("Set up by API instead…"), accessible }] }];
}
