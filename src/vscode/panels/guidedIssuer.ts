import type { Clock } from "../../base/clock";
import type { Disposable } from "../../base/disposable";
import { ExpectedError } from "../../base/expectedError";
import { knownProviders } from "../../identity/providers";
import type { ProviderKind } from "../../identity/providerProfile";
import type { IssuerState } from "../../presentation/guide/guideState";
import { message } from "../../presentation/message";
import type { ShareDialogParts } from "../dialog/draft";
import { findIssuer, type FoundIssuer } from "../dialog/findIssuer";
import type { ErrorBoundary } from "../errorBoundary";
import { problemText } from "./guidedAddress";
import { NewestAnswers } from "./newestAnswers";

/** How long a person does not type before what they typed is looked for. */
const pauseMs = 600;

export interface IssuerLookUpParts extends Pick<ShareDialogParts, "registry"> {
  readonly clock: Clock;
  readonly boundary: Pick<ErrorBoundary, "run">;
}

/** The issuer that is meant by what is in its field, found while the person types. */
export class IssuerLookUp {
  #found: FoundIssuer | undefined;
  readonly #asked = new NewestAnswers();
  #pause: Disposable | undefined;

  constructor(
    private readonly parts: IssuerLookUpParts,
    private readonly onState: (issuer: IssuerState) => void,
  ) {}

  get found(): FoundIssuer | undefined {
    return this.#found;
  }

  /** @param life of the page */
  typed(provider: ProviderKind, typed: string, life: AbortSignal): void {
    this.drop();
    this.onState(typed.trim() === "" ? { kind: "none" } : { kind: "looking" });
    if (typed.trim() === "") return;
    const find = () =>
      this.#asked.ask("issuer", life, async (signal) => {
        const { issuer, found } = await lookUpIssuer(this.parts, provider, typed, signal);
        return () => {
          this.#found = found;
          this.onState(issuer);
        };
      });
    this.#pause = this.parts.clock.after(pauseMs, () => void this.parts.boundary.run(find));
  }

  /** What was found, or is looked for, is meant no more. */
  drop(): void {
    this.#asked.drop("issuer");
    this.#pause?.dispose();
    this.#found = undefined;
  }
}

interface LookedUp {
  readonly issuer: IssuerState;
  readonly found?: FoundIssuer;
}

/** What was typed, looked for at the provider: what is wrong with it is said beside the field. */
async function lookUpIssuer(parts: Pick<ShareDialogParts, "registry">, provider: ProviderKind, typed: string, signal: AbortSignal): Promise<LookedUp> {
  const known = knownProviders[provider];
  try {
    const found = await findIssuer(parts, provider, typed, signal);
    if (!found) return { issuer: { kind: "problem", problem: message("This is no issuer of {provider}. Type it like this: {example}", { provider: known.name, example: { message: known.issuerPlaceholder, args: {} } }) } };
    if (found.kind !== provider) return { issuer: { kind: "problem", problem: message("This is {found}, not {provider}", { found: knownProviders[found.kind].name, provider: known.name }) } };
    return { issuer: { kind: "found", issuer: found.discovered.issuer }, found };
  } catch (error) {
    if (error instanceof ExpectedError) return { issuer: { kind: "problem", problem: problemText(error) } };
    throw error;
  }
}
