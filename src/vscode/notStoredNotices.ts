import type { Disposable } from "../base/disposable";
import type { ShareRegistry } from "../shares/shareRegistry";
import type { ErrorBoundary } from "./errorBoundary";

/** S13: a visitor signed out, which could not be stored; only the developer can do something about that. */
export function tellOfNotStored(registry: Pick<ShareRegistry, "onNotStored" | "storeAgain">, boundary: Pick<ErrorBoundary, "run" | "showFailure">): Disposable {
  return registry.onNotStored(({ shareId, failure }) => boundary.showFailure(failure, { retry: () => boundary.run(() => registry.storeAgain(shareId)) }));
}
