import type { ShareCheckId } from "../../diagnostics/checkIds";
import type { Evidence } from "../checkText";

export const shareEvidence: Readonly<Record<ShareCheckId, Evidence>> = {
  "share.upstream": {
    title: "App answers",
    passed: ["{app} answers", "It answers"],
  },
  "share.authtoken": {
    title: "ngrok authtoken is accepted",
    passed: "ngrok knows the account",
    unknown: "ngrok could not be asked",
  },
  "share.plan": {
    title: "ngrok plan has room",
    passed: ["Requests through it this month: {requests}, as far as this editor saw them", "ngrok refuses nothing for the plan"],
    unknown: "ngrok could not be asked",
  },
  "share.domain": {
    title: "Address is this account's, and free",
    passed: ["{host}", "It is"],
    unknown: "ngrok could not be asked",
  },
  "share.tunnel": {
    title: "Tunnel is open",
    passed: ["{host} leads to this machine", "It is"],
    unknown: "It could not be told",
  },
  "share.address": {
    title: "Visitors reach this share",
    passed: ["A stranger's browser was answered at {edge}'s edge, status {status}", "A stranger's browser was answered by this share, status {status}", "A stranger's browser was answered by this share"],
  },
  "share.proof": {
    title: "Strangers are turned away",
    passed: "Every kind of request was turned away, on / and on a random path",
  },
  "share.readBack": {
    title: "ngrok shows this share, and nothing beside it",
    passed: "As it was opened, in ngrok's own list",
    unknown: "ngrok's list could not be compared",
  },
  "share.webSocket": {
    title: "WebSockets come through",
    passed: ["Visitors whose WebSockets came to this machine: {visitors}", "A stranger's one came to the gate, and was turned away there"],
    unknown: "ngrok's edge turns a stranger's away. Open the address, and test again once the app's page used one",
  },
};
