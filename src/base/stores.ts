/** Where secrets rest (VS Code's SecretStorage). Every call may fail: keyrings refuse. */
export interface SecretStore {
  get(key: string): Promise<string | undefined>;
  store(key: string, value: string): Promise<void>;
  delete(key: string): Promise<void>;
  keys(): Promise<readonly string[]>;
}

/** Where choices rest (workspaceState, globalState). Never a secret. */
export interface StateStore {
  get(key: string): unknown;
  update(key: string, value: unknown): Promise<void>;
}
