/** What a part of the product may say to the log channel. Lines hold no secret, and strings from outside only through `inert`. */
export interface Log {
  info(line: string): void;
  warn(line: string): void;
  error(line: string): void;
}
