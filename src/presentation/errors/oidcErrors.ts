import type { OwnErrorCode } from "../../base/errorCodes";
import { editProvider, replaceSecret, retry, showLog, switchToGate } from "../errorAction";
import type { ErrorEntry } from "../errorEntry";

export const oidcErrors = {
  "oidc.algorithmsUnsupported": {
    title: ["The provider signs ID tokens with {algorithms} alone", "The provider signs ID tokens in no way that can be verified"],
    advice: "A signature has to be one that only the provider can make. Have the application sign with RS256, or choose a signing key there.",
    actions: [editProvider],
  },
  "oidc.certificateChecksOff": {
    title: "Certificate checks are switched off in this editor",
    advice: "Sign-in can't be trusted without them. Remove NODE_TLS_REJECT_UNAUTHORIZED or switch on the setting http.proxyStrictSSL, then try again.",
    actions: [retry],
  },
  "oidc.clientRefused": {
    title: ["The provider refused the client ID or client secret: {error}", "The provider refused the client ID or client secret"],
    advice: "Copy both from the application at the provider once more. A secret that expired has to be made anew.",
    actions: [replaceSecret, editProvider, showLog],
  },
  "oidc.clockDiffers": {
    title: ["This machine's clock is {behind} s behind the provider's", "This machine's clock is {ahead} s ahead of the provider's", "This machine's clock differs from the provider's"],
    advice: "ID tokens count for minutes, by the clock. Have the system set its time automatically, then try again.",
    actions: [retry],
  },
  "oidc.discoveryInvalid": {
    title: [
      "The discovery document at {address} can't be used: {why}",
      "The discovery document of {host} can't be used: {why}",
      "The discovery document can't be used: {why}",
      "The discovery document can't be used",
    ],
    advice: "Check the issuer. Its OpenID discovery document has to name the endpoints over https.",
    actions: [editProvider, showLog],
  },
  "oidc.endpointsChanged": {
    title: ["The provider's endpoints moved to {host}", "The provider's endpoints moved to another host"],
    advice: "Sign-in stopped, because the client secret would go there. If the provider announced this, save the provider again.",
    actions: [editProvider, showLog],
  },
  "oidc.groupsNotAsked": {
    title: ["The provider does not list the scope {scope}", "The provider lists no scope for groups"],
    advice: "Groups come only if the application adds them to the ID token by itself. Give it a claim or a scope for them.",
    actions: [editProvider],
  },
  "oidc.groupsUnknown": {
    title: ["{provider} tells no groups", "The provider tells no groups"],
    advice: "A rule that names groups admits nobody. Name e-mail domains or addresses, or the claim in which your application has groups.",
    actions: [{ kind: "editRule" }, editProvider],
  },
  "oidc.issuerMismatch": {
    title: ["The issuer is {found} and not {expected}", "The issuer differs from the one in the discovery document"],
    advice: "Both must be equal to the letter, the slash at the end included. Save the provider again to take over the document's own.",
    actions: [editProvider],
  },
  "oidc.issuerNotAllowed": {
    title: ["Portcullis does not fetch {address}", "Portcullis does not fetch this address"],
    advice: "Only the issuer that is being added and the endpoints in its discovery document are asked. Check the issuer.",
    actions: [editProvider, showLog],
  },
  "oidc.issuerUnreachable": {
    title: [
      "The provider at {address} answered with status {status}",
      "The provider {host} can't be reached: {why}",
      "The provider can't be reached: {why}",
      "The provider can't be reached",
    ],
    advice: "Check the issuer for a slip of the pen, then the network and the VPN.",
    actions: [retry, editProvider],
  },
  "oidc.keysMissing": {
    title: ["None of the provider's keys ({types}) can verify an ID token", "The provider publishes no keys"],
    advice: "Without one no sign-in can be verified. Choose a signing key for the application at the provider.",
    actions: [retry, editProvider],
  },
  "oidc.pkceRequired": {
    title: ["The provider demands PKCE: {description}", "The provider demands PKCE"],
    advice: "ngrok's edge sends none. Switch the demand off in the application, or sign in on this machine.",
    actions: [switchToGate, editProvider],
  },
  "oidc.notPermittedAddress": {
    title: ["{host} is not a permitted address for a provider: {why}", "This is not a permitted address for a provider"],
    advice: "A public issuer can't use private or link-local addresses, and everything but this machine needs https. Check the issuer.",
    actions: [editProvider, showLog],
  },
  "oidc.providerError": {
    title: ["The provider answered {error}: {description}", "The provider answered {error}", "The provider answered with status {status}", "The provider answered with an error"],
    advice: "Its words usually name the cause. Often the person has to be assigned to the application, or the redirect URI registered.",
    actions: [editProvider, showLog],
  },
  "oidc.redirectUriUnregistered": {
    title: ["{uri} is not registered at the provider", "The redirect URI is not registered at the provider"],
    advice: "Add it to the application's redirect URIs, to the letter: scheme, host, path, and no slash at the end.",
    actions: [{ kind: "copyRedirectUri" }, retry],
  },
  "oidc.scopeMissing": {
    title: ["The scope {scope} is not asked for", "A scope is not asked for"],
    advice: "The scope openid brings the ID token, email the address that a rule decides on, groups the groups. Add it to the provider's scopes.",
    actions: [editProvider],
  },
  "oidc.scopeRefused": {
    title: ["The provider refused the scopes {scopes}", "The provider refused the scopes"],
    advice: "Allow them for the application at the provider, or take out those that it doesn't know.",
    actions: [editProvider],
  },
  "oidc.secretMissing": {
    title: ["The client secret of {clientId} is not on this machine", "The client secret is not on this machine"],
    advice: "Type it in once more. A client without one has to be public, at the provider and in the provider's settings.",
    actions: [replaceSecret, editProvider],
  },
  "oidc.sharedIssuer": {
    title: ["People of every organisation sign in at {issuer}", "People of every organisation sign in at this issuer"],
    advice: "Nothing that it says of them can be relied on. Use the issuer of your own tenant, as its administrator sees it.",
    actions: [editProvider],
  },
  "oidc.signInExpired": {
    title: "The sign-in was not finished in time",
    advice: "Open the share's address again and sign in.",
    actions: [retry],
  },
  "oidc.signInFailed": {
    title: ["The sign-in failed: {why}", "The sign-in failed"],
    advice: "Try again. If it happens twice, check the application at the provider and look at the log.",
    actions: [retry, showLog],
  },
  "oidc.tokenAuthMethod": {
    title: ["The provider does not take {method}, but {supported}", "The provider does not take this way to send the client secret"],
    advice: "Choose one that it takes in the provider's settings, the same as in the application there.",
    actions: [editProvider],
  },
  "oidc.tokenInvalid": {
    title: ["The provider's ID token is not valid: {why}", "The provider's ID token is not valid"],
    advice: "Check that the client ID and issuer belong together and that this machine's clock is right.",
    actions: [editProvider, showLog],
  },
} as const satisfies Partial<Record<OwnErrorCode, ErrorEntry>>;
