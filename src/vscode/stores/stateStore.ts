import type { Memento } from "vscode";
import type { StateStore } from "../../base/stores";

/** workspaceState or globalState. */
export function stateStore(memento: Memento): StateStore {
  return {
    get: (key) => memento.get<unknown>(key),
    update: async (key, value) => memento.update(key, value),
  };
}
