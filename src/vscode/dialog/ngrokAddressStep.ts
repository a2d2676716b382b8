import { l10n } from "vscode";
import { ExpectedError } from "../../base/expectedError";
import { inert } from "../../base/inert";
import { domainFromInput } from "../../ngrok/domainInput";
import { inputProblem } from "../../presentation/inputProblem";
import { upstreamText } from "../../presentation/shareText";
import { addressHolder } from "../../shares/addressHolder";
import { say } from "../say";
import { askPick, separator, type Entry } from "./askPick";
import type { Draft, ShareDialogParts } from "./draft";
import { originOfAccount } from "./ngrokAccount";
import { problemOf } from "./quickInput";
import type { Step } from "./wizard";

type AddressAnswer = { readonly kind: "domain"; readonly domain: string; readonly isDev: boolean } | { readonly kind: "setApiKey" };

interface OwnDomain {
  readonly domain: string;
  readonly isDev: boolean;
}

/** `unknown`: no API key is stored. */
type OwnDomains = readonly OwnDomain[] | "unknown" | undefined;

/** Which of the account's addresses: listed where an API key is known, or typed; tried there and then. */
export function ngrokAddressStep(parts: ShareDialogParts): Step<Draft> {
  return {
    asks: ({ domainAsked }) => domainAsked,
    ask(draft, frame) {
      let domains: OwnDomains;
      const load = async (signal: AbortSignal) => {
        const api = await parts.api.known(signal);
        domains = api === undefined ? "unknown" : listed(await api.reservedDomains(signal));
      };
      return askPick<AddressAnswer, Draft>(frame, {
        placeholder: l10n.t("Pick an address of your ngrok account, or type it, like acme-demo.ngrok.app"),
        prefill: draft.tunnel?.kind === "ngrok" ? draft.tunnel.domain : undefined,
        load,
        entries: (typed) => [...typedEntry(typed, domains), ...listEntries(parts, domains)],
        async settle(answer, checking) {
          if (answer.kind === "setApiKey") {
            await checking.aside(() => parts.askApiKey());
            await load(checking.signal);
            return "stay";
          }
          const { domain, isDev } = answer;
          const { authtoken, authtokenNew } = draft;
          if (authtoken === undefined) throw new Error("The address is asked for before the authtoken");
          const origin = await originOfAccount(parts, { authtoken, stored: !authtokenNew }, checking.signal, domain);
          const holder = addressHolder(parts.registry.shares, { origin, domain });
          if (holder) return { problem: problemOf(new ExpectedError("address.taken", { address: domain, app: upstreamText(holder.spec.upstream) })) };
          // The account's own domain is what it has by default.
          return { answer: { ...draft, tunnel: isDev ? { kind: "ngrok" } : { kind: "ngrok", domain }, origin } };
        },
      });
    },
  };
}

/** The account's own first. A wildcard is no address. */
function listed(all: readonly OwnDomain[]): readonly OwnDomain[] {
  const ours = all.filter(({ domain }) => domainFromInput(domain).ok).map(({ domain, isDev }) => ({ domain, isDev }));
  return [...ours].sort((a, b) => Number(b.isDev) - Number(a.isDev) || a.domain.localeCompare(b.domain, "en"));
}

function listEntries({ registry }: ShareDialogParts, domains: OwnDomains): readonly Entry<AddressAnswer>[] {
  if (domains === undefined) return [];
  if (domains === "unknown") {
    return [separator(""), { label: l10n.t("Set an ngrok API key…"), detail: l10n.t("Then the addresses of your account are listed here"), value: { kind: "setApiKey" }, alwaysShow: true }];
  }
  return domains.map(({ domain, isDev }): Entry<AddressAnswer> => {
    const holder = addressHolder(registry.shares, { origin: undefined, domain });
    const notes = [...(isDev ? [l10n.t("your account's own")] : []), ...(holder ? [l10n.t("taken by {0}", upstreamText(holder.spec.upstream))] : [])];
    return { label: inert(domain, 253), ...(notes.length > 0 && { description: notes.join(" · ") }), value: { kind: "domain", domain, isDev } };
  });
}

function typedEntry(typed: string, domains: OwnDomains): readonly Entry<AddressAnswer>[] {
  if (typed.trim() === "") return [];
  const input = domainFromInput(typed);
  const known = typeof domains === "object" ? domains : [];
  if (!input.ok) {
    // Part of a name that is listed: it is being looked for.
    if (known.some(({ domain }) => domain.includes(typed.trim().toLowerCase()))) return [];
    const words = inputProblem(input.problem);
    return words ? [{ label: `$(error) ${say(words)}`, alwaysShow: true }] : [];
  }
  const { domain, subdomain } = input;
  if (known.some((one) => one.domain === domain || (subdomain && one.domain.includes(typed.trim().toLowerCase())))) return [];
  const detail = subdomain ? l10n.t("A bare name stands for one below ngrok.app, as a subdomain did. It has to be reserved in your account") : l10n.t("It has to be reserved in your ngrok account");
  return [{ label: l10n.t("Use {0}", domain), detail, value: { kind: "domain", domain, isDev: false }, alwaysShow: true }];
}
