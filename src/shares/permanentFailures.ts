/** What no retry mends: said once, not in a loop. */
export const permanentFailures: ReadonlySet<string> = new Set([
  "ngrok.authtokenMissing", "ngrok.nativeModule", "ngrok.rootCertificates", "proof.disproved", "oidc.endpointsChanged", "oidc.issuerMismatch", "oidc.certificateChecksOff",
  "oidc.issuerNotAllowed", "oidc.notPermittedAddress", "local.portTaken", "edge.sealMissing", "edge.gateOnly", "programs.audience", "programs.tokensForOktaItself",
  ...[102, 103, 105, 106, 107, 120, 121, 123, 300, 313, 314, 319, 320, 2256, 2263, 2264, 4018, 6032, 9005, 9026].map((code) => `ngrok.ERR_NGROK_${code}`),
]);
