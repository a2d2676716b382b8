import { l10n } from "vscode";
import { inert } from "../../base/inert";
import { maskedPolicy } from "../../ngrok/policy/readCloudPolicy";
import { cloudDifferenceText } from "../../presentation/cloudText";
import { differencesFor } from "../../shares/cloud/cloudLink";
import type { LiveCloud } from "../../shares/cloud/cloudOffers";
import { say } from "../say";
import { askPick, separator, type Entry } from "./askPick";
import type { Draft, ShareDialogParts } from "./draft";
import { completed, shareToStart } from "./draftSpec";
import type { Step } from "./wizard";

type PolicyAnswer = { readonly kind: "asItIs" } | { readonly kind: "replace" } | { readonly kind: "show"; readonly which: "present" | "new" };

/** A Cloud Endpoint that is there has a policy: as it is, where it can be relied on, or this share's in its place, which is shown before. */
export function cloudPolicyStep(parts: ShareDialogParts): Step<Draft> {
  return {
    asks: ({ cloud, tunnel }) => cloud?.live !== undefined && tunnel?.kind === "ngrok" && tunnel.cloud?.managed === false,
    ask(draft, frame) {
      const { cloud, tunnel } = draft;
      const spec = tunnel?.kind === "ngrok" ? tunnel.cloud : undefined;
      const complete = completed(draft, parts.providers.read().profiles);
      if (cloud?.live === undefined || spec === undefined || complete === undefined) throw new Error("The policy is asked for before the rest");
      const { live } = cloud;
      const differences = differencesFor(complete, spec, live.read);
      const replaced: Draft = { ...draft, tunnel: { kind: "ngrok", cloud: { ...spec, managed: true } }, cloud: { live, replaces: true } };
      return askPick<PolicyAnswer, Draft>(frame, {
        placeholder: l10n.t("{0} has a policy already", inert(new URL(live.url).host, 253)),
        entries: () => [
          ...(differences.length === 0 ? [asItIs()] : differences.map(({ kind, what }): Entry<PolicyAnswer> => ({ label: `$(warning) ${say(cloudDifferenceText(kind, what))}` }))),
          { label: l10n.t("Replace its policy with this share's"), detail: replaceDetail(live, differences.length === 0), value: { kind: "replace" } },
          separator(l10n.t("Secrets masked")),
          { label: l10n.t("Show the policy that it has"), value: { kind: "show", which: "present" } },
          { label: l10n.t("Show this share's"), value: { kind: "show", which: "new" } },
        ],
        async settle(answer, { signal, aside }) {
          if (answer.kind === "asItIs") return { answer: draft };
          if (answer.kind === "replace") return { answer: replaced };
          const text = answer.which === "present" ? live.policy : await newPolicy(parts, replaced, live, signal);
          await aside(() => parts.showText(answer.which === "present" ? l10n.t("Policy of the Cloud Endpoint") : l10n.t("Policy of this share"), maskedPolicy(text)));
          return "stay";
        },
      });
    },
  };
}

function asItIs(): Entry<PolicyAnswer> {
  return { label: l10n.t("Use it as it is"), detail: l10n.t("Its policy is only read. The gate on this machine decides who may come in; the policy may leave out more people"), value: { kind: "asItIs" } };
}

function replaceDetail({ own, behind }: LiveCloud, fits: boolean): string {
  if (behind !== undefined) return l10n.t("Machines that are behind it now go on only if they share with the same provider");
  return own || fits ? l10n.t("It signs people in as this share needs it, and is changed along with the share") : l10n.t("What somebody else wrote there is gone then");
}

async function newPolicy(parts: ShareDialogParts, draft: Draft, live: LiveCloud, signal: AbortSignal): Promise<string> {
  const { spec, secrets } = await shareToStart(parts, draft, signal);
  const seal = live.read.facts?.seal ?? { headerName: `x-pc-${"0".repeat(16)}`, secret: "0".repeat(43) };
  return parts.registry.cloudPolicy(spec, secrets, { seal, authId: live.read.facts?.authId ?? "" }, signal);
}
