import type { Exchange } from "./exchange";
import { hasHeader, headerTokens, onlyValue, type RawHeaders } from "./rawHeaders";

/** As a service worker passes a navigation on (Chromium 156); no script can ask like that. What it is for is lost: a tab, or a frame. */
export function throughWorker(headers: RawHeaders): boolean {
  return onlyValue(headers, "sec-fetch-mode") === "navigate" && onlyValue(headers, "sec-fetch-dest") === "empty" && onlyValue(headers, "sec-fetch-site") === "same-origin";
}

/** Is this a person opening an address, so that a redirect or a page is the right answer? Everything else gets a status. */
export function isNavigation({ method, headers, upgrade }: Exchange): boolean {
  if (upgrade !== undefined || (method !== "GET" && method !== "HEAD")) return false;
  const purposes = [...headerTokens(headers, "sec-purpose"), ...headerTokens(headers, "purpose"), ...headerTokens(headers, "x-purpose")];
  if (purposes.some((purpose) => purpose.startsWith("prefetch") || purpose.startsWith("prerender") || purpose === "preview")) return false;
  if (hasHeader(headers, "sec-fetch-mode") || hasHeader(headers, "sec-fetch-dest")) {
    if (onlyValue(headers, "sec-fetch-mode") !== "navigate") return false;
    return onlyValue(headers, "sec-fetch-dest") === "document" || throughWorker(headers);
  }
  if (hasHeader(headers, "x-requested-with")) return false;
  return headerTokens(headers, "accept").some((type) => type.startsWith("text/html"));
}
