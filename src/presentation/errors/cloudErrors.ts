// Option 2 of the guides: a Cloud Endpoint of the account.
import type { OwnErrorCode } from "../../base/errorCodes";
import { changeAddress, openUrl, retry, setApiKey, showLog } from "../errorAction";
import type { ErrorEntry } from "../errorEntry";

const dashboard = openUrl("https://dashboard.ngrok.com/endpoints", "Open ngrok dashboard");

export const cloudErrors = {
  "cloud.apiKeyMissing": {
    title: "No ngrok API key is stored",
    advice: "Cloud Endpoints are made and changed with an API key of the account.",
    actions: [setApiKey],
  },
  "cloud.changed": {
    title: ["The Cloud Endpoint {url} is not as it was", "The Cloud Endpoint is not as it was"],
    advice: "Nothing is shared through it, since its sign-in can't be relied on. Choose it once more as the address to see what it does now.",
    actions: [changeAddress, dashboard],
  },
  "cloud.needsEdge": {
    title: "A Cloud Endpoint signs people in at ngrok's edge",
    advice: "Others of the account can reach what stands behind it. Sign in at ngrok's edge, or choose another address.",
    actions: [changeAddress],
  },
  "cloud.needsSecret": {
    title: "A Cloud Endpoint needs a client with a client secret",
    advice: "ngrok signs people in there, and no public client can be used for that. Choose another client, or another address.",
    actions: [],
  },
  "cloud.notFound": {
    title: ["The Cloud Endpoint {url} is not there any more", "The Cloud Endpoint is not there any more"],
    advice: "Somebody removed it, or it belongs to another account. Choose another address, or make it again.",
    actions: [changeAddress, dashboard],
  },
  "cloud.notUndone": {
    title: ["The Cloud Endpoint {url} was made, and could not be removed again", "A Cloud Endpoint was made, and could not be removed again"],
    advice: "Nobody comes in through it, since nothing stands behind it. Remove it with Manage Cloud Endpoints, or in ngrok's dashboard.",
    actions: [dashboard, showLog],
  },
  "cloud.notUpdated": {
    title: ["The policy of the Cloud Endpoint {url} could not be changed: {why}", "The policy of the Cloud Endpoint could not be changed"],
    advice: "The gate on this machine acts on it already. At ngrok and on other machines it is as before until the policy is changed, so try again.",
    actions: [retry, showLog],
  },
  "cloud.sealUnknown": {
    title: ["This machine does not know the seal of the Cloud Endpoint {url}", "This machine does not know the seal of the Cloud Endpoint"],
    advice: "Choose the Cloud Endpoint once more as the address, so that its policy is read.",
    actions: [changeAddress],
  },
} as const satisfies Partial<Record<OwnErrorCode, ErrorEntry>>;
