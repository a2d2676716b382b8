import type { OwnErrorCode } from "../../base/errorCodes";
import { editProvider, retry, showLog } from "../errorAction";
import type { ErrorEntry } from "../errorEntry";

/** Why an ID token is not believed. */
export const tokenErrors = {
  "token.audience": {
    title: "The ID token is for another application",
    advice: "The client ID is not the one to which the provider issued it. Copy it from the application once more.",
    actions: [editProvider, showLog],
  },
  "token.expired": {
    title: "The ID token had expired when it came",
    advice: "This machine's clock is ahead of the provider's, or the provider's is behind. Set both by a time server.",
    actions: [retry, showLog],
  },
  "token.issuer": {
    title: "The ID token names another issuer",
    advice: "The provider signs as somebody else than its discovery document says. Save the issuer that it signs with.",
    actions: [editProvider, showLog],
  },
  "token.missing": {
    title: "The provider sent no ID token",
    advice: "Ask for the scope openid, and make the application an OpenID Connect one that gives ID tokens.",
    actions: [editProvider, showLog],
  },
  "token.nonce": {
    title: "The ID token belongs to another sign-in",
    advice: "Its nonce is not the one that was sent. Something between here and the provider mixes up answers, a cache perhaps.",
    actions: [retry, showLog],
  },
  "token.signature": {
    title: "The ID token is not signed with a key of the provider's",
    advice: "Its published keys don't fit. Wait until new keys have spread, then try again; if it stays, ask the provider's administrator.",
    actions: [retry, showLog],
  },
  "token.subject": {
    title: "The ID token is about nobody",
    advice: "The claim sub is missing or can't be used. Repair the provider's claim mappings.",
    actions: [showLog],
  },
  "token.tenant": {
    title: "The ID token is of another tenant",
    advice: "The person belongs to another organisation than the issuer's. Sign in with an account of this one.",
    actions: [retry, showLog],
  },
  "token.userinfo": {
    title: "Userinfo is about somebody else than the ID token",
    advice: "The provider gives the two different subjects. Repair its claim mappings, or put what is needed into the ID token.",
    actions: [showLog],
  },
} as const satisfies Partial<Record<OwnErrorCode, ErrorEntry>>;
