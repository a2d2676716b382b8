import { l10n } from "vscode";
import { inert } from "../../base/inert";
import { upstreamKey } from "../../protocol/upstream";
import { ngrokServer } from "../stores/ngrokSettings";
import { foundAuthtokens, type FoundAuthtoken } from "../stores/foundAuthtokens";
import { askPick, separator, type Entry } from "./askPick";
import { behindEntry, sharesToJoin } from "./behindStep";
import { asksForAddress, assertSecretWithinReach, type Draft, type ShareDialogParts } from "./draft";
import { localOrigin, localPortFor } from "./localPlace";
import { originOfAccount } from "./ngrokAccount";
import type { Proposal } from "./proposal";
import type { Checking } from "./quickInput";
import type { Step } from "./wizard";
import type { Share } from "../../shares/share";

type TunnelAnswer =
  | { readonly kind: "local" }
  /** `other`: at another address than the account's own, which is asked for next. */
  | { readonly kind: "ngrok"; readonly authtoken: string; readonly stored: boolean; readonly other?: true }
  /** The authtoken is typed in the next step. */
  | { readonly kind: "ngrokTyped" }
  /** Undefined: the authtoken is typed in the next step. */
  | { readonly kind: "cloud"; readonly authtoken: string | undefined }
  | { readonly kind: "custom" }
  /** A path of an address that is live. */
  | { readonly kind: "behind"; readonly share: Share };

/** Where the share's address comes from. An authtoken that lies about is offered by name, never taken unasked. */
export function tunnelStep(parts: ShareDialogParts, proposal?: Proposal): Step<Draft> {
  return {
    asks: asksForAddress,
    ask(draft, frame) {
      let loaded = false;
      let stored: string | undefined;
      let found: readonly FoundAuthtoken[] = [];
      return askPick<TunnelAnswer, Draft>(frame, {
        placeholder: l10n.t("Where should the address come from?"),
        async load(signal) {
          try {
            found = withProposed(await foundAuthtokens(signal), proposal);
            stored = await parts.secrets.authtoken(await ngrokServer(signal));
          } finally {
            loaded = true;
          }
        },
        // Lines that change their place under the person's finger would be picked by mistake.
        entries: () => (loaded ? [...tunnelEntries(stored, found, draft.authtokenNew ? draft.authtoken : undefined), ...joinEntries(parts, draft)] : []),
        async settle(answer, checking) {
          // Where the provider is asked for anew, nothing is known of its secret yet.
          if (answer.kind === "local" || answer.kind === "custom") assertSecretWithinReach({ ...draft, tunnel: undefined });
          return { answer: await withTunnel(parts, draft, answer, checking) };
        },
      });
    },
  };
}

/** First, and once. */
function withProposed(found: readonly FoundAuthtoken[], proposal: Proposal | undefined): readonly FoundAuthtoken[] {
  const own = proposal?.authtoken;
  return own ? [own, ...found.filter(({ authtoken }) => authtoken !== own.authtoken)] : found;
}

function joinEntries(parts: ShareDialogParts, draft: Draft): readonly Entry<TunnelAnswer>[] {
  const shares = sharesToJoin(parts.registry.shares, draft);
  return shares.length === 0 ? [] : [separator(l10n.t("Live already")), ...shares.map((share) => behindEntry<TunnelAnswer>({ kind: "behind", share }, draft, share))];
}

/** @param typed before, and not stored yet */
function tunnelEntries(stored: string | undefined, found: readonly FoundAuthtoken[], typed: string | undefined): readonly Entry<TunnelAnswer>[] {
  const detail = l10n.t("A public https address of your ngrok account");
  const own = stored ?? typed;
  const saved: readonly Entry<TunnelAnswer>[] = own === undefined ? [] : [{ label: "ngrok", detail, value: { kind: "ngrok", authtoken: own, stored: stored !== undefined } }];
  const offered = found
    .filter(({ authtoken }) => authtoken !== own)
    .map(({ authtoken, source }): Entry<TunnelAnswer> => ({ label: l10n.t("ngrok, with the authtoken in {0}", inert(source)), detail, value: { kind: "ngrok", authtoken, stored: false } }));
  const first = saved.length + offered.length === 0;
  const [account] = [...saved, ...offered].flatMap(({ value }) => (value?.kind === "ngrok" ? [value] : []));
  return [
    ...saved,
    ...offered,
    ...(account ? [{ label: l10n.t("ngrok, at another of your addresses…"), value: { ...account, other: true } } as const] : []),
    { label: first ? "ngrok" : l10n.t("ngrok, with another authtoken…"), ...(first && { detail }), value: { kind: "ngrokTyped" } },
    { label: l10n.t("A Cloud Endpoint of your ngrok account…"), detail: l10n.t("An address that stays, with the sign-in at ngrok; several machines may stand behind it"), value: { kind: "cloud", authtoken: stored } },
    separator(""),
    { label: l10n.t("Your own tunnel…"), detail: l10n.t("cloudflared, Tailscale Funnel, a dev tunnel or a reverse proxy that leads to this machine"), value: { kind: "custom" } },
    { label: l10n.t("This machine only"), detail: l10n.t("No account needed. Try SSO before anything is public"), value: { kind: "local" } },
  ];
}

async function withTunnel(parts: ShareDialogParts, before: Draft, answer: TunnelAnswer, { signal }: Checking): Promise<Draft> {
  const { upstream } = before;
  const draft: Draft = { ...before, cloudAsked: false, cloud: undefined, domainAsked: false };
  if (!upstream) throw new Error("The tunnel is asked for before the port");
  switch (answer.kind) {
    case "cloud": {
      const { authtoken } = answer;
      return { ...draft, customAsked: false, cloudAsked: true, tunnel: { kind: "ngrok" }, origin: undefined, authtoken, authtokenAsked: authtoken === undefined, authtokenNew: authtoken === undefined };
    }
    case "behind":
      return { ...draft, behind: answer.share };
    case "custom":
      return { ...draft, tunnel: draft.tunnel?.kind === "custom" ? draft.tunnel : undefined, customAsked: true, authtokenAsked: false };
    case "local": {
      const port = await localPortFor(parts, upstreamKey(upstream), signal);
      const origin = await localOrigin(port, signal);
      return { ...draft, customAsked: false, tunnel: { kind: "local", port }, origin, enforcement: "gate", authtoken: undefined, authtokenAsked: false, authtokenNew: false };
    }
    case "ngrok": {
      // What ngrok's configuration calls it is asked about, filled in.
      const other = answer.other ?? (draft.proposed && draft.tunnel?.kind === "ngrok" && draft.tunnel.domain !== undefined);
      const domain = other && draft.tunnel?.kind === "ngrok" ? draft.tunnel.domain : undefined;
      const origin = other ? undefined : await originOfAccount(parts, answer, signal);
      return { ...draft, customAsked: false, domainAsked: other, tunnel: { kind: "ngrok", ...(domain !== undefined && { domain }) }, origin, authtoken: answer.authtoken, authtokenAsked: false, authtokenNew: !answer.stored };
    }
    case "ngrokTyped":
      return { ...draft, customAsked: false, tunnel: { kind: "ngrok" }, origin: undefined, authtoken: undefined, authtokenAsked: true, authtokenNew: true };
  }
}
