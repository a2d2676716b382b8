/** The body of an answer as text. @returns undefined, and the rest unread, when it is longer than `mostBytes` */
export async function boundedText(response: Response, mostBytes: number): Promise<string | undefined> {
  const reader = response.body?.getReader();
  if (!reader) return "";
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = (await reader.read()) as { done: boolean; value?: Uint8Array };
    if (done || !value) return new TextDecoder().decode(Buffer.concat(chunks));
    size += value.byteLength;
    if (size > mostBytes) {
      // Not awaited: whether the other end hears of it changes nothing here.
      reader.cancel().catch(() => undefined);
      return undefined;
    }
    chunks.push(value);
  }
}
