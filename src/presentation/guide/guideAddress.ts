// Where the provider is, and where people come back to.
import { knownProviders } from "../../identity/providers";
import type { Block, FieldBlock } from "../../protocol/page";
import { message, type Message } from "../message";
import { providerWarningsAt } from "../providerText";
import type { GuideSection } from "./guidePage";
import type { AddressState, GuideState, IssuerState } from "./guideState";
import type { ProviderGuide } from "./providerGuide";

export function issuerSection({ kind, issuer: words }: ProviderGuide, { issuer, issuerTyped, issuerRevision, who, waiting }: GuideState): GuideSection {
  const known = knownProviders[kind];
  const said = issuerSaid(issuer);
  return {
    key: "issuer",
    heading: known.issuerPrefill === undefined ? message("Say where your {provider} is", { provider: known.name }) : message("Check that {provider} answers", { provider: known.name }),
    blocks: [
      {
        kind: "field",
        key: "issuer",
        id: "issuer",
        label: message(words.label),
        value: issuerTyped,
        revision: issuerRevision,
        placeholder: known.issuerPlaceholder,
        help: who === "other" && !waiting && known.issuerPrefill === undefined ? message("If you know it. Otherwise it comes with the answer.") : message(words.help),
        ...(said && { said }),
      },
      ...providerWarningsAt(known, "issuer").map(({ warning, text }) => ({ kind: "text" as const, key: warning, tone: "note" as const, text })),
    ],
  };
}

function issuerSaid(issuer: IssuerState): FieldBlock<Message>["said"] {
  switch (issuer.kind) {
    case "none":
      return undefined;
    case "looking":
      return { text: message("Looking for it"), tone: "busy" };
    case "found":
      return { text: { message: "Found: {issuer}", args: { issuer: issuer.issuer } }, tone: "good" };
    case "problem":
      return { text: issuer.problem, tone: "problem" };
  }
}

export function addressSection(guide: ProviderGuide, { place, address, ownAddress }: GuideState): GuideSection {
  const { name } = knownProviders[guide.kind];
  return {
    key: "address",
    heading: message("Choose where your shares are"),
    blocks: [
      { kind: "text", key: "why", text: message("{provider} sends people back only to addresses that are registered there.", { provider: name }) },
      {
        kind: "choice",
        key: "place",
        label: message("Address of your shares"),
        options: [
          { id: "place.ngrok", label: message("ngrok"), detail: message("The public https address that every ngrok account has") },
          { id: "place.own", label: message("My own tunnel"), detail: message("cloudflared, Tailscale Funnel, a dev tunnel or a reverse proxy") },
          { id: "place.local", label: message("This machine only"), detail: message("To try the sign-in before anything is public") },
        ],
        ...(place !== undefined && { chosen: `place.${place}` }),
      },
      ...(place === "own" ? [ownField(ownAddress, address)] : []),
      ...(place === "ngrok" || place === "local" ? addressSaid(address, place) : []),
    ],
  };
}

function ownField(value: string, address: AddressState): Block<Message> {
  return {
    kind: "field",
    key: "ownAddress",
    id: "ownAddress",
    label: message("Address of your tunnel"),
    value,
    placeholder: "https://app.acme.com",
    ...(address.kind === "problem" && { said: { text: address.problem, tone: "problem" } }),
    ...(address.kind === "known" && { said: { text: { message: "People open {origin}", args: { origin: address.origin } }, tone: "good" } }),
  };
}

function addressSaid(address: AddressState, place: "ngrok" | "local"): readonly Block<Message>[] {
  switch (address.kind) {
    case "none":
      return [];
    case "looking":
      return [{ kind: "text", key: "address", tone: "busy", text: message("Asking ngrok for your address") }];
    case "known":
      return [{ kind: "text", key: "address", tone: "good", text: { message: "Your address: {origin}", args: { origin: address.origin } } }];
    case "problem":
      return [
        { kind: "text", key: "address", tone: "problem", text: address.problem },
        { kind: "buttons", key: "again", buttons: [{ id: `place.${place}`, label: message("Try again") }, ...(place === "ngrok" ? [{ id: "authtoken", label: message("Enter another authtoken…") }] : [])] },
      ];
    case "needsAuthtoken":
      return [
        { kind: "text", key: "address", text: message("ngrok tells your address for your authtoken. It is kept in the editor's secret store.") },
        {
          kind: "buttons",
          key: "authtoken",
          buttons: [
            ...address.found.map((source, index) => ({ id: `authtoken.${index}`, label: message("Use the one in {source}", { source }), primary: true as const })),
            { id: "authtoken", label: message("Enter authtoken…"), ...(address.found.length === 0 && { primary: true as const }) },
            { id: "authtoken.page", label: message("Show it at ngrok") },
          ],
        },
      ];
  }
}
