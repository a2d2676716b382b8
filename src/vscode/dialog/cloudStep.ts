// Option 2: which Cloud Endpoint of the account, one that is there or a new one; and who may stand behind it.
import { l10n } from "vscode";
import { inert } from "../../base/inert";
import { poolRisk } from "../../presentation/cloudText";
import { liveCloudDescription, liveCloudDetail } from "../../presentation/liveCloudText";
import type { CloudEndpointSpec } from "../../protocol/cloudEndpoint";
import { cloudAddressFromInput, cloudOffers, type CloudOffers, type LiveCloud } from "../../shares/cloud/cloudOffers";
import { newShareId } from "../../shares/shareRegistry";
import { say } from "../say";
import { apiServer } from "../stores/apiSettings";
import { askPick, separator, type Entry } from "./askPick";
import type { Draft, ShareDialogParts } from "./draft";
import type { Step } from "./wizard";

type CloudAnswer = { readonly kind: "live"; readonly live: LiveCloud } | { readonly kind: "create"; readonly url: string } | { readonly kind: "apiKey" };

export function cloudStep(parts: ShareDialogParts): Step<Draft> {
  return {
    asks: ({ cloudAsked }) => cloudAsked,
    ask(draft, frame) {
      let offers: CloudOffers | "noKey" | undefined;
      const load = async (signal: AbortSignal) => {
        const api = await parts.api.known(signal);
        offers = api === undefined ? "noKey" : cloudOffers(...(await Promise.all([api.endpoints(signal), api.reservedDomains(signal)])));
      };
      return askPick<CloudAnswer, Draft>(frame, {
        placeholder: l10n.t("Which Cloud Endpoint? Pick one, or type the address of a new one"),
        load,
        entries: (typed) => (offers === undefined ? [] : offers === "noKey" ? [apiKeyEntry()] : offerEntries(offers, typed)),
        async settle(answer, { signal, aside }) {
          switch (answer.kind) {
            case "apiKey":
              await aside(() => parts.askApiKey());
              await load(signal);
              return "stay";
            case "create":
              return { answer: behind(draft, { url: answer.url, internal: newInternalName(), pooled: false, managed: true }, { live: undefined, replaces: false }) };
            case "live":
              return { answer: await withLive(parts, draft, answer.live, signal) };
          }
        },
      });
    },
  };
}

/** S12: whether other machines of the account may join. The line that is picked says what that means. */
export function poolStep(): Step<Draft> {
  return {
    asks: ({ cloudAsked, cloud }) => cloudAsked && cloud !== undefined,
    ask(draft, frame) {
      const spec = draft.tunnel?.kind === "ngrok" ? draft.tunnel.cloud : undefined;
      const { cloud } = draft;
      if (spec === undefined || cloud === undefined) throw new Error("The pool is asked for before the Cloud Endpoint");
      const now = (pooled: boolean) => (cloud.live?.behind?.pooled === pooled ? { description: l10n.t("as the one behind it now") } : {});
      const alone: Entry<boolean> = { label: l10n.t("This machine alone"), detail: l10n.t("While it shares, no other machine of the account can take its place"), value: false, ...now(false) };
      const pool: Entry<boolean> = { label: l10n.t("Together with other machines of the account"), detail: say(poolRisk()), value: true, ...now(true) };
      return askPick<boolean, Draft>(frame, {
        placeholder: l10n.t("Who serves visitors behind it?"),
        entries: () => (cloud.live?.behind?.pooled === true ? [pool, alone] : [alone, pool]),
        settle: (pooled) => ({ answer: behind(draft, { ...spec, pooled }, cloud) }),
      });
    },
  };
}

/** One that this machine wrote, and nobody changed since, is written further as the share changes. */
async function withLive({ secrets }: ShareDialogParts, draft: Draft, live: LiveCloud, signal: AbortSignal): Promise<Draft> {
  const { apiAddress } = await apiServer(signal);
  const stored = live.own ? await secrets.cloudEdge(apiAddress, live.url).read() : undefined;
  const managed = stored?.managed === true && stored.fingerprint === live.read.fingerprint;
  const internal = live.read.facts?.internal ?? newInternalName();
  return behind(draft, { url: live.url, internal, pooled: live.behind?.pooled ?? false, managed }, { live, replaces: false });
}

function behind(draft: Draft, cloud: CloudEndpointSpec, how: NonNullable<Draft["cloud"]>): Draft {
  return { ...draft, tunnel: { kind: "ngrok", cloud }, origin: cloud.url, enforcement: "edge", cloud: how };
}

/** Nobody else's, and nobody's to guess. */
function newInternalName(): string {
  return `pc-${newShareId()}.internal`;
}

function apiKeyEntry(): Entry<CloudAnswer> {
  return { label: l10n.t("Set an ngrok API key…"), detail: l10n.t("Cloud Endpoints are made and changed with an API key of the account. It is not the authtoken"), alwaysShow: true, value: { kind: "apiKey" } };
}

function offerEntries({ live, free }: CloudOffers, typed: string): readonly Entry<CloudAnswer>[] {
  const url = cloudAddressFromInput(typed);
  const known = new Set([...live.map((one) => one.url), ...free]);
  const own: readonly Entry<CloudAnswer>[] = url === undefined || known.has(url) ? [] : [{ label: l10n.t("Create one at {0}", hostOf(url)), alwaysShow: true, value: { kind: "create", url } }];
  const there = live.map((one): Entry<CloudAnswer> => ({ label: hostOf(one.url), description: say(liveCloudDescription(one)), detail: say(liveCloudDetail(one)), value: { kind: "live", live: one } }));
  const fresh = free.map((address): Entry<CloudAnswer> => ({ label: l10n.t("Create one at {0}", hostOf(address)), value: { kind: "create", url: address } }));
  const none: readonly Entry<CloudAnswer>[] = own.length + there.length + fresh.length > 0 ? [] : [{ label: `$(info) ${l10n.t("No Cloud Endpoint and no free domain yet. Type an address")}`, alwaysShow: true }];
  return [...own, ...(there.length > 0 ? [separator(l10n.t("There already")), ...there] : []), ...(fresh.length > 0 ? [separator(l10n.t("New")), ...fresh] : []), ...none];
}

function hostOf(url: string): string {
  return inert(new URL(url).host, 253);
}
