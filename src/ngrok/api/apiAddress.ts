export const ngrokApiAddress = "https://api.ngrok.com";

/** An origin that ngrok's API may be asked at: https, or http on this machine. @returns undefined for anything else; the API key goes there */
export function apiAddressFrom(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const plain = url.protocol === "http:" && /^(localhost|127\.0\.0\.1|\[::1\])$/.test(url.hostname);
  if (url.protocol !== "https:" && !plain) return undefined;
  return url.href === `${url.origin}/` ? url.origin : undefined;
}
