// A provider that somebody else proposes, in words: what it is, how it differs from what is known, and what becomes of secrets.
import { inert } from "../base/inert";
import type { ProviderProfile } from "../identity/providerProfile";
import type { SharedField, SharedProvider } from "../identity/sharedProvider";
import { ownOf, type ProposalStatus } from "../identity/teamProposal";
import { lines, message, type Message } from "./message";
import { authenticationText, hostOf, kindText } from "./providerRows";
import type { Row } from "./shareRows";

/** Where it is from. */
export type ProposalSource = "folder" | "link";

/** The longest that a proposal can say: what is approved is shown whole. */
const mostValue = 500;

export interface ProposalQuestion {
  readonly title: Message;
  readonly detail: Message;
  readonly accept: Message;
}

/** What the modal says before anything is saved. @param saved the person's own profiles */
export function proposalQuestion({ provider, before, changed }: ProposalStatus, source: ProposalSource, saved: readonly ProviderProfile[]): ProposalQuestion {
  const { name, issuer, clientId } = provider;
  const own = ownOf(provider, saved);
  // The same name or client ID elsewhere is how a look-alike would begin.
  const alike = own ? undefined : saved.find((one) => (readsAlike(one.name, name) || one.clientId === clientId) && hostOf(one.issuer) !== hostOf(issuer));
  return {
    title: own ? message("Take over the changes to {name}?", { name }) : message("Add the identity provider {name}?", { name }),
    detail: lines([
      source === "folder" ? message("This folder proposes it.") : message("A link proposes it. Go on only if you know who sent it."),
      ...(alike ? [message("It is not {name} at {host}, which you have.", { name: alike.name, host: hostOf(alike.issuer) })] : []),
      ...(before && changed.length > 0 ? [own ? message("It differs from yours:") : message("It changed since you saw it last:"), ...changed.map((field) => changeText(field, before, provider))] : []),
      message("Host: {host}", { host: hostOf(issuer) }, mostValue),
      ...fieldsShown(provider).map((field) => fieldText(field, valueText(provider, field))),
      own ? message("The client secret that you stored for it stays, and goes where it went before.") : message("You are asked for its client secret next. No secret that is stored already is used for it."),
    ]),
    accept: own ? message("Take over") : message("Add"),
  };
}

/** As a person reads them: whatever is not shown, case and width apart. */
function readsAlike(one: string, other: string): boolean {
  const [read, others] = [one, other].map((name) => inert(name.normalize("NFKC")).toLowerCase());
  return read === others;
}

/** The question of a notification, when a folder is opened. */
export function proposalNotice({ provider: { name, issuer }, status }: ProposalStatus): Message {
  const args = { name, host: hostOf(issuer) };
  return status === "changed" ? message("This folder changed the identity provider that it proposes: {name} at {host}.", args) : message("This folder proposes an identity provider: {name} at {host}.", args);
}

export function severalNotice(count: number): Message {
  return message("This folder proposes {count} identity providers.", { count });
}

/** In the view. */
export function proposalRow({ provider, before, changed, status }: ProposalStatus): Row {
  const label = message("{name}", { name: provider.name });
  const said = before && status !== "new" ? message("changed by this folder") : message("proposed by this folder");
  const description = message("{said} · {host}", { said, host: hostOf(provider.issuer) });
  return {
    label,
    description,
    icon: "lightbulb",
    color: undefined,
    accessible: message("Identity provider {name}, {description}", { name: label, description }),
    tooltip: lines([label, said, ...(before ? changed.map((field) => changeText(field, before, provider)) : []), ...fieldsShown(provider).map((field) => fieldText(field, valueText(provider, field)))]),
  };
}

const titles: Readonly<Record<SharedField, string>> = {
  name: "Name",
  kind: "Provider",
  issuer: "Issuer",
  clientId: "Client ID",
  clientAuthentication: "How the client proves itself",
  scopes: "Scopes",
  groupsClaim: "Claim with people's groups",
  postLogoutRedirect: "Come back after signing out there",
};

function fieldsShown({ groupsClaim, postLogoutRedirect }: SharedProvider): readonly SharedField[] {
  return ["kind", "issuer", "clientId", "scopes", "clientAuthentication", ...(groupsClaim === undefined ? [] : (["groupsClaim"] as const)), ...(postLogoutRedirect === true ? (["postLogoutRedirect"] as const) : [])];
}

function fieldText(field: SharedField, value: Message): Message {
  return message("{field}: {value}", { field: message(titles[field]), value });
}

function changeText(field: SharedField, before: SharedProvider, after: SharedProvider): Message {
  return message("{field}: {before} → {after}", { field: message(titles[field]), before: valueText(before, field), after: valueText(after, field) });
}

function valueText(provider: SharedProvider, field: SharedField): Message {
  switch (field) {
    case "kind":
      return kindText(provider);
    case "clientAuthentication":
      return authenticationText(provider.clientAuthentication);
    case "scopes":
      return message("{value}", { value: provider.scopes.join(" ") }, mostValue);
    case "groupsClaim":
      return provider.groupsClaim === undefined ? message("the provider's own") : message("{value}", { value: provider.groupsClaim }, mostValue);
    case "postLogoutRedirect":
      return provider.postLogoutRedirect === true ? message("on") : message("off");
    default:
      return message("{value}", { value: provider[field] }, mostValue);
  }
}
