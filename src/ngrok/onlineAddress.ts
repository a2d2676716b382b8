/** The host in ngrok's words about an address that is online already (ERR_NGROK_334), inert or not. */
export function onlineAddress(words: string | number | undefined): string | undefined {
  return typeof words === "string" ? /https?:[/∕]{2}([a-z0-9.-]+[a-z0-9](?::\d{1,5})?)/i.exec(words)?.[1] : undefined;
}
