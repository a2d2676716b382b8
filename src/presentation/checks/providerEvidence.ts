import type { ProviderCheckId } from "../../diagnostics/checkIds";
import type { Evidence } from "../checkText";

export const providerEvidence: Readonly<Record<ProviderCheckId, Evidence>> = {
  "provider.issuer": {
    title: "Issuer is one organisation's own",
    passed: ["{issuer}", "An https address"],
  },
  "provider.reachable": {
    title: "Provider answers",
    passed: ["{host} answers", "It answers"],
  },
  "provider.issuerEqual": {
    title: "Issuer is written as in its document",
    passed: ["Both say {issuer}, to the letter", "Equal to the letter"],
    unknown: "The document could not be read",
  },
  "provider.discovery": {
    title: "Discovery document is complete",
    passed: ["People sign in at {host}, with the authorization code flow", "Everything that a sign-in needs is there"],
    unknown: "The document was not taken",
  },
  "provider.endpoints": {
    title: "Endpoints are where they were",
    passed: ["The client secret goes to {host}, as when it was saved", "As when the client secret was saved"],
  },
  "provider.algorithms": {
    title: "Signing algorithms can be verified",
    passed: ["ID tokens are signed with {algorithms}", "ID tokens are signed"],
  },
  "provider.keys": {
    title: "Signing keys are published",
    passed: ["Keys that fit: {keys}, {types}", "There are keys that fit"],
  },
  "provider.clock": {
    title: "Clocks agree",
    passed: "The provider's clock and this machine's agree",
    unknown: "The provider's answers have no date",
  },
  "provider.tokenAuthentication": {
    title: "Way to send the client secret is supported",
    passed: ["The provider takes {method}", "The provider takes it"],
  },
  "provider.client": {
    title: "Client ID and secret are accepted",
    passed: ["The provider knows {clientId}, and refused a made-up code alone", "The provider refused a made-up code alone"],
    unknown: ["The secret rests in ngrok's vault {vault}: only a sign-in tells", "The provider does not say so for {clientId}: only a sign-in tells", "Only a sign-in tells"],
  },
  "provider.redirectUri": {
    title: "Redirect URI of this machine's sign-in is registered",
    passed: ["The provider sends people back to {uri}", "The provider sends people back there"],
    unknown: ["The provider does not say so of {uri} before somebody signs in", "The provider does not say so before somebody signs in"],
  },
  "provider.edgeRedirectUri": {
    title: "Redirect URI of ngrok's edge is registered",
    passed: ["The provider sends people back to {uri}", "The provider sends people back there"],
    unknown: ["The provider does not say so of {uri} before somebody signs in", "The provider does not say so before somebody signs in"],
  },
  "provider.pkce": {
    title: "PKCE fits",
    passed: ["Accepted as it is sent: {sent}", "Accepted as it is sent"],
    unknown: "The provider does not say so before somebody signs in",
  },
  "provider.scopes": {
    title: "Scopes are accepted",
    passed: ["{scopes}", "All of them"],
    unknown: ["The provider does not say so of {scopes} before somebody signs in", "The provider does not say so before somebody signs in"],
  },
  "provider.groupsScope": {
    title: "Groups are asked for",
    passed: ["By the scope {scope}, in the claim {claim}", "In the claim {claim}, as the application maps it", "They are"],
  },
  "provider.authorization": {
    title: "Sign-in request is taken",
    passed: "The provider would ask the person to sign in",
    unknown: "The provider does not say so before somebody signs in",
  },
  "provider.endSession": {
    title: "Signing out at the provider",
    passed: ["{host} signs people out", "The provider signs nobody out: signing out ends the share's own session alone"],
  },
};
