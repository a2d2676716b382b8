/** What a suite itself says happened; an extension host's exit code is not believed. */
export interface SuiteResult {
  /** The editor that it really ran in. */
  readonly host: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** Title and stack of each failed test. */
  readonly failures: readonly string[];
}
