/** One part of the bench, kept as a chapter of its own. */
export interface Section {
  readonly title: string;
  /** For each line of each round. */
  readonly seconds: number;
  readonly rounds: number;
}
