// Whose API, where it is, and for which address of ours.
import { l10n, window } from "vscode";
import { ExpectedError } from "../../base/expectedError";
import { inert } from "../../base/inert";
import { customAddressFromInput } from "../../identity/customAddress";
import { knownProviders, providerOf } from "../../identity/providers";
import type { ProviderKind } from "../../identity/providerProfile";
import { customAddressProblemText } from "../../presentation/customAddressText";
import { hostQuestion } from "../../presentation/registrationText";
import { adminHost } from "../../registration/adminHost";
import { askPick, separator, type Entry } from "../dialog/askPick";
import { askText } from "../dialog/askText";
import { originOfAccount } from "../dialog/ngrokAccount";
import type { Checking } from "../dialog/quickInput";
import type { Step } from "../dialog/wizard";
import { discoverOwn } from "../providers/givenSecret";
import { say } from "../say";
import { ngrokServer } from "../stores/ngrokSettings";
import { placeOf, type RegisterDraft, type RegisterParts } from "./registerDraft";

/** By what each of them is set up; the others have no such API, or none that a token of one use is for. */
export function kindStep(): Step<RegisterDraft> {
  return {
    asks: ({ kind }) => kind === undefined,
    ask: (draft, frame) =>
      askPick<ProviderKind, RegisterDraft>(frame, {
        placeholder: l10n.t("Who signs people in?"),
        entries: () => [
          { label: knownProviders.okta.name, detail: l10n.t("With an API token: application, redirect URIs, groups"), value: "okta" },
          { label: knownProviders.keycloak.name, detail: l10n.t("With an initial access token"), value: "keycloak" },
          { label: l10n.t("Any other OpenID provider"), detail: l10n.t("With dynamic client registration (RFC 7591) and an initial access token"), value: "other" },
        ],
        settle: (kind) => ({ answer: { ...draft, kind } }),
      }),
  };
}

/** Checked there and then: the document has to name itself, and a host that nobody documents has to be confirmed (S27). */
export function issuerStep({ registry }: RegisterParts, prefill: string | undefined): Step<RegisterDraft> {
  return {
    asks: () => true,
    ask(draft, frame) {
      const known = knownProviders[draft.kind ?? "other"];
      return askText<RegisterDraft>(frame, {
        prompt: known.kind === "okta" ? l10n.t("Your Okta organisation, or its address") : l10n.t("Address of the issuer"),
        placeholder: known.issuerPlaceholder,
        prefill,
        async settle(typed, checking) {
          const asked = known.issuerFromInput(typed);
          if (asked === undefined) return { problem: { title: known.kind === "other" ? l10n.t("This is no https address") : l10n.t("This is no issuer of {0}", known.name), advice: l10n.t("Type it like this: {0}", known.issuerPlaceholder) } };
          const discovered = await discoverOwn(registry, asked, checking.signal);
          const { kind } = providerOf({ kind: known.kind, issuer: discovered.issuer });
          const host = await adminHost({ kind, asked, discovered, confirm: (name) => confirmHost(name, checking) });
          return { answer: { ...draft, place: placeOf(kind, discovered, host) } };
        },
      });
    },
  };
}

/** S27: by our own modal, with the host in full. */
export async function confirmHost(host: string, { aside }: Pick<Checking, "aside">): Promise<boolean> {
  const { title, detail, yes } = hostQuestion(host);
  return (await aside(() => window.showWarningMessage(say(title), { modal: true, detail: say(detail) }, say(yes)))) === say(yes);
}

type AddressAnswer = { readonly kind: "origin"; readonly origin: string } | { readonly kind: "ngrok" };

/** Where people come back to, which is what has to be registered. */
export function addressStep(parts: RegisterParts, prefill: string | undefined): Step<RegisterDraft> {
  return {
    asks: () => true,
    ask: (draft, frame) =>
      askPick<AddressAnswer, RegisterDraft>(frame, {
        placeholder: l10n.t("Where will your shares be? Pick it, or type an address like https://acme-demo.ngrok.app"),
        prefill,
        entries: (typed) => [...typedEntry(typed), ...runningEntries(parts), { label: l10n.t("My ngrok account's own address"), detail: l10n.t("The same for every share, until you choose another one"), value: { kind: "ngrok" }, alwaysShow: typed === "" }],
        async settle(answer, { signal }) {
          if (answer.kind === "origin") return { answer: { ...draft, origin: answer.origin } };
          const authtoken = await parts.secrets.authtoken(await ngrokServer(signal));
          if (authtoken === undefined) throw new ExpectedError("ngrok.authtokenMissing");
          return { answer: { ...draft, origin: await originOfAccount(parts, { authtoken, stored: true }, signal) } };
        },
      }),
  };
}

function runningEntries({ registry }: RegisterParts): readonly Entry<AddressAnswer>[] {
  const origins = new Set(registry.shares.flatMap(({ state }) => ("address" in state ? [new URL(state.address).origin] : [])));
  return origins.size === 0 ? [] : [...[...origins].map((origin): Entry<AddressAnswer> => ({ label: inert(new URL(origin).host, 253), description: l10n.t("shared now"), value: { kind: "origin", origin } })), separator("")];
}

function typedEntry(typed: string): readonly Entry<AddressAnswer>[] {
  if (typed.trim() === "") return [];
  const input = customAddressFromInput(typed);
  if (!input.ok) return [{ label: `$(error) ${say(customAddressProblemText(input.problem, inert(typed, 100)))}`, alwaysShow: true }];
  const { origin } = input.address;
  return [{ label: l10n.t("Use {0}", inert(new URL(origin).host, 253)), value: { kind: "origin", origin }, alwaysShow: true }];
}
