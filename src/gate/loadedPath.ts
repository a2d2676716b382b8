import type { Exchange } from "./exchange";
import { onlyValue, type RawHeaders } from "./rawHeaders";

const longest = 1000;
const rarelyChanges = /^\s*(text\/css|text\/javascript|application\/(javascript|wasm)|image\/|font\/)/i;

/** S17: what a cache in front of the gate would keep of a visitor's, if it kept anything: the proof asks for it as a stranger. */
export class LoadedPath {
  #path: string | undefined;

  get path(): string | undefined {
    return this.#path;
  }

  notice({ method, target }: Exchange, status: number, headers: RawHeaders): void {
    if (status === 200 && method === "GET" && target.length <= longest && rarelyChanges.test(onlyValue(headers, "content-type") ?? "")) this.#path = target;
  }
}
