// Cloud Endpoints in words: what differs from a policy of ours, and what a pool means.
import type { CloudPolicyDifference } from "../ngrok/policy/readCloudPolicy";
import type { CloudEndpointSpec } from "../protocol/cloudEndpoint";
import { message, type Message } from "./message";

/** In what an endpoint is not as a share needs it. */
export type CloudDifferenceKind = CloudPolicyDifference["kind"] | "changedElsewhere" | "anotherEndpoint";

const differences: Readonly<Record<CloudDifferenceKind, string>> = {
  anotherEndpoint: "Another endpoint of the account has the same address",
  changedElsewhere: "Its policy was changed elsewhere",
  clientId: "It signs people in with another client ID",
  forwardNotLast: "It does not end by forwarding to this share",
  issuer: "It signs people in with another provider",
  notReadable: "Its policy can't be read",
  otherPhase: "It has rules for connections or answers that can't be relied on",
  ruleBetween: "A rule between sign-in and seal can't be relied on",
  seal: "It does not mark who has signed in as this gate needs it",
  signInConditional: "It does not ask everybody to sign in",
  signInNotFirst: "It does not begin by asking people to sign in",
  signInSetting: "Its sign-in has a setting that lets some requests pass, or leaves out the ID token",
};

/** @param what the policy's own word for it */
export function cloudDifferenceText(kind: CloudDifferenceKind, what?: string): Message {
  return what === undefined || what === "" ? message(differences[kind]) : message("{difference}: {what}", { difference: message(differences[kind]), what });
}

export function isCloudDifference(kind: unknown): kind is CloudDifferenceKind {
  return typeof kind === "string" && Object.hasOwn(differences, kind);
}

export function cloudText({ pooled }: CloudEndpointSpec): Message {
  return pooled ? message("Cloud Endpoint, other machines may join") : message("Cloud Endpoint");
}

/** S12: part of the consent. */
export function poolRisk(): Message {
  return message("Others of the account who join this pool receive visitors' requests");
}
