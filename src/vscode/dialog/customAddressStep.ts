import { l10n } from "vscode";
import { inert } from "../../base/inert";
import { customAddressFromInput, inputFromCustomAddress, type CustomAddress } from "../../identity/customAddress";
import { customAddressProblemText, customAddressText } from "../../presentation/customAddressText";
import { say } from "../say";
import { upstreamKey } from "../../protocol/upstream";
import { askPick, copyEntry, type Entry } from "./askPick";
import type { Draft, ShareDialogParts } from "./draft";
import { localPortFor } from "./localPlace";
import type { Step } from "./wizard";

/** The address of a tunnel or reverse proxy of the person's own, and where it has to lead (S17). */
export function customAddressStep(parts: ShareDialogParts): Step<Draft> {
  return {
    asks: ({ customAsked }) => customAsked,
    async ask(draft, frame) {
      if (!draft.upstream) throw new Error("The address is asked for before the port");
      const port = await localPortFor(parts, upstreamKey(draft.upstream), frame.signal);
      return askPick<CustomAddress, Draft>(frame, {
        placeholder: l10n.t("The https address of your tunnel, like https://app.acme.com"),
        prefill: draft.tunnel?.kind === "custom" ? inputFromCustomAddress(draft.tunnel) : "",
        entries: (typed) => [...typedLine(typed), copyEntry(l10n.t("Point your tunnel here"), `http://127.0.0.1:${port}`)],
        settle: (address) => ({
          answer: { ...draft, tunnel: { kind: "custom", port, ...address }, origin: address.origin, enforcement: "gate", authtoken: undefined, authtokenAsked: false, authtokenNew: false },
        }),
      });
    },
  };
}

function typedLine(typed: string): readonly Entry<CustomAddress>[] {
  if (typed.trim() === "") return [];
  const input = customAddressFromInput(typed);
  if (!input.ok) return [{ label: `$(error) ${say(customAddressProblemText(input.problem, inert(typed, 100)))}`, alwaysShow: true }];
  const detail = input.address.host === undefined ? l10n.t("If the tunnel changes Host, type that host too: https://app.acme.com localhost:3000") : l10n.t("Nothing else that the tunnel says of a visitor is believed");
  return [{ label: say(customAddressText(input.address)), detail, value: input.address, alwaysShow: true }];
}
