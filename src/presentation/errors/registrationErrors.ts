// Set-up by API: what a provider's administration answers, and what a failure half-way left there.
import type { OwnErrorCode } from "../../base/errorCodes";
import { retry, showLog } from "../errorAction";
import type { ErrorEntry } from "../errorEntry";

export const registrationErrors = {
  "registration.answer": {
    title: ["{host} answered in a way that can't be used: {why}", "The provider answered in a way that can't be used"],
    advice: "Check that this is the provider's own address and not a proxy's. Without the API, register the application in the provider's console.",
    actions: [retry, showLog],
  },
  "registration.failed": {
    title: ["{host} failed with status {status}: {message}", "{host} failed with status {status}", "The provider failed"],
    advice: "Try again in a minute. Nothing of it is left unless that is said.",
    actions: [retry, showLog],
  },
  "registration.hostNotAllowed": {
    title: ["{host} is another host than the issuer's, {issuerHost}", "This is another host than the issuer's"],
    advice: "The token goes to the issuer's own host alone. Register the application in the provider's console.",
    actions: [showLog],
  },
  "registration.noToken": {
    title: ["{host} gave no token by which this client can be changed or removed", "There is no token by which this client can be changed or removed"],
    advice: "An administrator can do it in the provider's console.",
    actions: [showLog],
  },
  "registration.notAsAsked": {
    title: ["{host} made the application otherwise than asked ({field})", "The provider made the application otherwise than asked"],
    advice: "It was removed again. The provider's policies may demand something else: register the application in its console.",
    actions: [showLog],
  },
  "registration.notOffered": {
    title: ["{issuer} does not say where clients are registered", "This provider does not say where clients are registered"],
    advice: "Its discovery document names no registration endpoint. Register the application in the provider's console.",
    actions: [],
  },
  "registration.notPermitted": {
    title: ["{host} does not let this token do that: {message}", "{host} does not let this token do that", "This token may not do that"],
    advice: "Use a token with the permissions that are named where it is asked for.",
    actions: [retry, showLog],
  },
  "registration.notUndone": {
    title: ["{name} was made at {host}, and could not be removed again", "An application was made, and could not be removed again"],
    advice: "Nobody uses it. Remove it in the provider's console.",
    actions: [showLog],
  },
  "registration.perhapsMade": {
    title: ["Whether {name} was made at {host} is not known", "Whether the application was made is not known"],
    advice: "The answer was lost. Look for it in the provider's console, and remove it there.",
    actions: [showLog],
  },
  "registration.rateLimited": {
    title: ["{host} takes no more calls for {seconds} s", "The provider takes no more calls for now"],
    advice: "Others use up the organisation's limit, or this was asked too often. Wait that long, then try again.",
    actions: [retry, showLog],
  },
  "registration.redirectUri": {
    title: ["{uri} can't be registered", "This address can't be registered"],
    advice: "A redirect URI is exact: https, one host, no wildcard. Choose the share's own address.",
    actions: [],
  },
  "registration.refused": {
    title: ["{host} refused: {message}", "{host} refused with status {status}", "The provider refused"],
    advice: "Correct what it names, or register the application in the provider's console.",
    actions: [retry, showLog],
  },
  "registration.tokenRefused": {
    title: ["{host} does not take this token: {message}", "{host} does not take this token", "The provider does not take this token"],
    advice: "It may have expired, been used up or revoked, or belong to another organisation. Make another one and paste it whole.",
    actions: [retry, showLog],
  },
  "registration.unreachable": {
    title: ["{host} can't be reached: {why}", "The provider can't be reached"],
    advice: "Check the network, VPN and proxy, then try again.",
    actions: [retry, showLog],
  },
} as const satisfies Partial<Record<OwnErrorCode, ErrorEntry>>;
