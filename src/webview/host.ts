import type { FromPage } from "../protocol/page";

interface EditorApi {
  postMessage(message: FromPage): void;
  getState(): unknown;
  setState(state: { readonly scroll: number }): void;
}

declare function acquireVsCodeApi(): EditorApi;

const editor = acquireVsCodeApi();

export function tell(message: FromPage): void {
  editor.postMessage(message);
}

/** How far down the page was, when it was hidden. */
export function keptScroll(): number {
  const state = editor.getState();
  return typeof state === "object" && state !== null && "scroll" in state && typeof state.scroll === "number" ? state.scroll : 0;
}

export function keepScroll(scroll: number): void {
  editor.setState({ scroll });
}
