import { ExpectedError } from "../../base/expectedError";
import { upstreamKey, type Upstream } from "../../protocol/upstream";
import { choiceFor, specFromChoice } from "../../shares/shareChoice";
import { ngrokServer } from "../stores/ngrokSettings";
import { emptyDraft, type Draft, type ShareDialogParts } from "./draft";
import { localOrigin, localPortFor } from "./localPlace";
import { savedClient } from "./savedClient";

/** What is known once the port is: all of it where a choice of before can still be carried out, else the port alone. */
export async function rememberedDraft(parts: ShareDialogParts, upstream: Upstream, signal: AbortSignal): Promise<Draft> {
  const fresh: Draft = { ...emptyDraft, upstream };
  const choices = parts.choices.read();
  if (choices.last === undefined && !choices.byPort.has(upstreamKey(upstream))) return fresh;
  const choice = choiceFor(choices, upstreamKey(upstream), await localPortFor(parts, upstreamKey(upstream), signal));
  const profile = choice && parts.providers.find(choice.providerId);
  if (!profile || !specFromChoice(choice, { id: "", upstream, provider: profile, ngrok: { rootCertificates: "ngrok" } })) return fresh;
  const draft: Draft = {
    ...fresh,
    remembered: true,
    tunnel: choice.tunnel,
    origin: choice.origin,
    client: await savedClient(parts, profile),
    rule: choice.rule,
    enforcement: choice.enforcement,
    options: choice.options,
    routes: choice.routes,
  };
  if (choice.tunnel.kind === "custom") return { ...draft, origin: choice.tunnel.origin };
  return choice.tunnel.kind === "local" ? withLocalOrigin(draft, fresh, choice.tunnel.port, signal) : withAuthtoken(parts, draft, signal);
}

async function withLocalOrigin(draft: Draft, fresh: Draft, port: number, signal: AbortSignal): Promise<Draft> {
  try {
    return { ...draft, origin: await localOrigin(port, signal) };
  } catch (error) {
    // This editor can't show it: the person chooses another tunnel, and hears why if they choose this one again.
    if (error instanceof ExpectedError && error.code === "local.externalAddress") return fresh;
    throw error;
  }
}

async function withAuthtoken({ secrets }: ShareDialogParts, draft: Draft, signal: AbortSignal): Promise<Draft> {
  const authtoken = await secrets.authtoken(await ngrokServer(signal));
  return { ...draft, authtoken, authtokenAsked: authtoken === undefined };
}
