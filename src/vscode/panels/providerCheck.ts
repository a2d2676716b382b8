import type { ProviderProfile } from "../../identity/providerProfile";
import type { Message } from "../../presentation/message";
import type { ResultsBlock } from "../../protocol/page";

export type CheckRows = ResultsBlock<Message>["rows"];

export interface ToCheck {
  readonly profile: ProviderProfile;
  /** The redirect URIs that were registered, as far as they are known. */
  readonly gate: string | undefined;
  readonly edge: string | undefined;
}

/** Everything that can be told of a provider without anybody signing in. @returns one row per check, in the order in which they are shown */
export type CheckProvider = (asked: ToCheck, options: { readonly signal: AbortSignal; readonly onRows: (rows: CheckRows) => void }) => Promise<CheckRows>;
