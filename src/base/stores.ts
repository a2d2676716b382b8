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

/** Sealed sessions of one share, and what they were sealed with. */
export interface StoredSessions {
  /** For AES-256, as text. */
  readonly key: string;
  readonly generation: number;
  readonly sealed: string;
  /** Since when everyone was last put out; not sealed, and of no weight: who is out says the sealed part. */
  readonly round?: string | undefined;
}

/**
 * Where the sealed sessions of shares rest (S13): the sealed part in a file, its key and the lowest generation that still counts
 * among the secrets. What belongs to a share is one window's at a time. Every call may fail.
 */
export interface SessionStore {
  /** Takes over what a window that is gone left of this share. @returns false where there is nothing, or where it is another window's */
  claim(shareId: string): Promise<boolean>;
  /** `lost`: there is something, and it can't be relied on. */
  read(shareId: string): Promise<StoredSessions | "none" | "lost">;
  /** On the disk when it resolves, in place of what was there. */
  write(shareId: string, sessions: StoredSessions): Promise<void>;
  /** Nothing of an earlier generation counts any more. */
  forbidBefore(shareId: string, key: string, generation: number): Promise<void>;
  /** It reads as lost from now on, whatever there is, and where there is nothing. */
  spoil(shareId: string): Promise<void>;
  /** Rejects only where it could still be read. */
  remove(shareId: string): Promise<void>;
}
