/** A provider that lists methods without S256 may refuse the parameter; state and nonce protect that sign-in. @param methods undefined: the document says nothing */
export function sendsPkce(methods: readonly string[] | undefined): boolean {
  return methods === undefined || methods.includes("S256");
}
