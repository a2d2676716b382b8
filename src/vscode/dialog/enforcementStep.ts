import { l10n } from "vscode";
import { edgeNotes } from "../../presentation/edgeText";
import type { Enforcement } from "../../protocol/shareSpec";
import { edgeWarning } from "../../presentation/providerText";
import { say } from "../say";
import { askPick, separator } from "./askPick";
import { edgeIsPossible, gateIsPossible, type Draft } from "./draft";
import { redirectUris } from "./redirectUris";
import type { Step } from "./wizard";

/** Where sign-in is demanded. Only asked where ngrok's edge can do it. */
export function enforcementStep(): Step<Draft> {
  return {
    asks: (draft) => draft.change === "enforcement" || (draft.proposed && edgeIsPossible(draft) && gateIsPossible(draft)),
    ask: (draft, frame) =>
      askPick<Enforcement, Draft>(frame, {
        placeholder: l10n.t("Where is sign-in enforced?"),
        entries: () => [
          {
            label: l10n.t("On this machine"),
            detail: l10n.t("The client secret never leaves this machine; the redirect URI is on the share's own address"),
            value: "gate",
            ...chosen(draft, "gate"),
          },
          {
            label: l10n.t("At ngrok's edge"),
            detail: l10n.t("ngrok will receive this client secret and run the sign-in; one redirect URI then serves the whole company"),
            value: "edge",
            ...chosen(draft, "edge"),
          },
          separator(l10n.t("What ngrok does at its edge")),
          ...edgeNotes().map(({ label, detail }) => ({ label: say(label), detail: say(detail) })),
          separator(l10n.t("To register with the provider")),
          ...redirectUris(draft),
          { label: `$(info) ${say(edgeWarning())}` },
        ],
        settle: (enforcement) => ({ answer: { ...draft, enforcement } }),
      }),
  };
}

function chosen({ enforcement, proposed }: Draft, value: Enforcement): { readonly description?: string } {
  if (enforcement !== value) return {};
  return { description: proposed ? l10n.t("as in ngrok's configuration") : l10n.t("now") };
}
