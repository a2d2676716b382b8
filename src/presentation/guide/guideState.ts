// What the guided set-up knows, without a secret in it: a page is drawn from this and nothing else.
import type { ProviderKind } from "../../identity/providerProfile";
import type { WaitingProfile } from "../../identity/waitingProfile";
import { edgeCallback } from "../../shares/proofVerdict";
import type { ResultsBlock } from "../../protocol/page";
import type { Message } from "../message";

/** Where people come back to after signing in. `own`: a tunnel or reverse proxy of the person's own. */
export type GuidePlace = "ngrok" | "local" | "own";

export type AddressState =
  | { readonly kind: "none" }
  | { readonly kind: "looking" }
  /** @property found where an authtoken lies about: the name of a variable, or a path */
  | { readonly kind: "needsAuthtoken"; readonly found: readonly string[] }
  | { readonly kind: "known"; readonly origin: string }
  | { readonly kind: "problem"; readonly problem: Message };

export type IssuerState =
  | { readonly kind: "none" }
  | { readonly kind: "looking" }
  | { readonly kind: "found"; readonly issuer: string }
  | { readonly kind: "problem"; readonly problem: Message };

/** A provider that may be chosen to go on with. */
export type OfferedWaiting = Pick<WaitingProfile, "id" | "name" | "kind">;

export interface GuideState {
  readonly offered: readonly OfferedWaiting[];
  readonly provider: ProviderKind | undefined;
  /** `me`: the person administers it; `other`: somebody else does. */
  readonly who: "me" | "other" | undefined;
  /** The one that is completed now. */
  readonly waiting: WaitingProfile | undefined;
  readonly place: GuidePlace | undefined;
  readonly address: AddressState;
  readonly ownAddress: string;
  readonly issuerTyped: string;
  /** Counts what is put into the field by us. */
  readonly issuerRevision: number;
  readonly issuer: IssuerState;
  /** Whom somebody else is asked to assign. */
  readonly people: string;
  readonly clientId: string;
  readonly secretEntered: boolean;
  /** The message to somebody else is kept as a waiting provider. */
  readonly kept: boolean;
  /** What "Save and check" needs and has not. */
  readonly missing: Message | undefined;
  readonly saved: { readonly name: string } | undefined;
  readonly checks: ResultsBlock<Message>["rows"] | undefined;
  readonly checking: boolean;
}

export const emptyGuide: GuideState = {
  offered: [],
  provider: undefined,
  who: undefined,
  waiting: undefined,
  place: undefined,
  address: { kind: "none" },
  ownAddress: "",
  issuerTyped: "",
  issuerRevision: 0,
  issuer: { kind: "none" },
  people: "",
  clientId: "",
  secretEntered: false,
  kept: false,
  missing: undefined,
  saved: undefined,
  checks: undefined,
  checking: false,
};

/** What has to be registered, the gate's own first; undefined while it is not known. */
export function redirectUrisOf({ waiting, address, place }: Pick<GuideState, "waiting" | "address" | "place">): readonly string[] | undefined {
  if (waiting) return waiting.redirectUris;
  if (address.kind !== "known") return undefined;
  return [`${address.origin}/.portcullis/callback`, ...(place === "ngrok" ? [edgeCallback] : [])];
}

/** Where people begin, for providers that want to know. */
export function signInUrlOf(state: Pick<GuideState, "waiting" | "address" | "place">): string | undefined {
  const [first] = redirectUrisOf(state) ?? [];
  return first === undefined ? undefined : `${new URL(first).origin}/`;
}
