// Every failure that a user can meet, by name. src/presentation/ explains each one; a missing explanation does not compile.

export const ownErrorCodes = [
  "agent.crashed",
  "agent.notStarted",
  "agent.unresponsive",
  "edge.gateOnly",
  "edge.sealMissing",
  "input.invalid",
  "local.externalAddress",
  "local.portTaken",
  "ngrok.authtokenMissing",
  "ngrok.nativeModule",
  "ngrok.needsProcess",
  "ngrok.unreachable",
  "ngrok.rootCertificates",
  "ngrok.tls",
  "ngrok.unknown",
  "oidc.certificateChecksOff",
  "oidc.clientRefused",
  "oidc.discoveryInvalid",
  "oidc.endpointsChanged",
  "oidc.issuerMismatch",
  "oidc.issuerNotAllowed",
  "oidc.issuerUnreachable",
  "oidc.notPermittedAddress",
  "oidc.providerError",
  "oidc.signInExpired",
  "oidc.signInFailed",
  "oidc.tokenInvalid",
  "port.listUnavailable",
  "port.notFound",
  "port.ownerChanged",
  "port.otherUser",
  "port.refused",
  "programs.audience",
  "programs.tokensForOktaItself",
  "proof.disproved",
  "proof.inconclusive",
  "provider.missing",
  "rule.empty",
  "rule.everyoneNotAllowed",
  "secrets.refused",
  "sessions.notRemoved",
  "sessions.notStored",
  "settings.invalid",
  "share.alreadyRunning",
  "socket.exposed",
  "socket.notSocket",
  "socket.otherUser",
  "workspace.untrusted",
] as const;

export type OwnErrorCode = (typeof ownErrorCodes)[number];

/** ngrok's own codes are carried through as they came: `ngrok.ERR_NGROK_334`. */
export type NgrokErrorCode = `ngrok.ERR_NGROK_${number}`;

export type ErrorCode = OwnErrorCode | NgrokErrorCode;
