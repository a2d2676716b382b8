/** Of an ID token's signature, asymmetric ones alone: never `none`, never a MAC keyed with something public. */
export const asymmetricAlgorithms: readonly string[] = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"];
