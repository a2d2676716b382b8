// Asks once whoever opens and trusts a folder about the providers that it proposes; what was seen is remembered by its content (S14).
import { Latest } from "../../base/latest";
import { proposalStatus, type ProposalStatus } from "../../identity/teamProposal";
import type { SharedProvider } from "../../identity/sharedProvider";
import type { Message } from "../../presentation/message";
import { proposalNotice, severalNotice } from "../../presentation/sharedProviderText";
import type { ProposalAnswers } from "../stores/proposalAnswers";
import type { ProviderSettings } from "../stores/providerSettings";

export interface TeamParts {
  /** What the folders propose; nothing in a workspace that is not trusted. */
  readonly team: { read(): { readonly proposals: readonly SharedProvider[] } };
  readonly providers: Pick<ProviderSettings, "read">;
  readonly answers: Pick<ProposalAnswers, "read" | "remember">;
  /** In a notification, with one button. @returns whether it was picked */
  readonly notify: (text: Message, button: "setUp" | "show") => Promise<boolean>;
  /** Asks in our own modal, and takes it. */
  readonly take: (provider: SharedProvider) => Promise<void>;
  readonly showView: () => Promise<void>;
  /** Runs to its end whatever becomes of this; its failures are shown. */
  readonly later: (work: () => Promise<void>) => void;
}

export class TeamProposals {
  readonly #looks: Latest<undefined>;

  constructor(private readonly parts: TeamParts) {
    this.#looks = new Latest(() => this.#tell());
  }

  /** Those that are not saved as they are proposed. */
  open(): readonly ProposalStatus[] {
    const { team, providers, answers } = this.parts;
    const saved = providers.read().profiles;
    const remembered = answers.read();
    return team.read().proposals.map((provider) => proposalStatus(provider, saved, remembered)).filter(({ status }) => status !== "settled");
  }

  find(digest: string): SharedProvider | undefined {
    return this.open().find((one) => one.digest === digest)?.provider;
  }

  /** Tells of what was not seen before, once. */
  look(): Promise<void> {
    return this.#looks.put(undefined);
  }

  async #tell(): Promise<void> {
    const { answers, notify, take, showView, later } = this.parts;
    const unseen = this.open().filter(({ status }) => status === "new" || status === "changed");
    const [first, second] = unseen;
    if (!first) return;
    // Before it is shown: a window that closes over it has shown it.
    for (const { provider } of unseen) await answers.remember(provider, "asked");
    later(async () => {
      if (second) {
        if (await notify(severalNotice(unseen.length), "show")) await showView();
      } else if (await notify(proposalNotice(first), "setUp")) {
        await take(first.provider);
      }
    });
  }
}
