import type { OwnErrorCode } from "../../base/errorCodes";
import { editProvider, retry } from "../errorAction";
import type { ErrorEntry } from "../errorEntry";

const editRule = { kind: "editRule" } as const;

/** Why somebody who signed in does not come in. */
export const personErrors = {
  "person.denied": {
    title: "The sign-in was declined at the provider",
    advice: "Whoever was asked there said no. Sign in once more and allow it.",
    actions: [retry],
  },
  "person.emailMissing": {
    title: ["{provider} gave no e-mail address", "The provider gave no e-mail address"],
    advice: "Addresses or domains are listed. Ask for the scope email and map the claim to the application, or name groups instead.",
    actions: [editProvider, editRule],
  },
  "person.emailNotVerified": {
    title: ["Nobody vouches for {email}", "Nobody vouches for the e-mail address"],
    advice: "The provider does not say that the address is verified, so it counts for nothing. Have it verified there, or name groups instead.",
    actions: [editRule],
  },
  "person.groupsCut": {
    title: ["{provider} has more groups of them than fit into a token", "The provider has more groups of them than fit into a token"],
    advice: "None is known then. Let the application send only the groups that are assigned to it, or use a role.",
    actions: [editProvider, editRule],
  },
  "person.groupsMissing": {
    title: ["No groups came: the claim {claim} is not there", "No groups came"],
    advice: "Groups are listed. Add a groups claim to the application at the provider and ask for its scope, or name people instead.",
    actions: [editProvider, editRule],
  },
  "person.notAdmitted": {
    title: ["{account} may not come in", "This person may not come in"],
    advice: "The sign-in works. Add them, their domain or a group of theirs to who may come in.",
    actions: [editRule],
  },
  "person.putOut": {
    title: ["{account} was signed out of this share", "This person was signed out of this share"],
    advice: "ngrok's edge still knows them. They come in once they sign in there anew: open the share, choose \"Sign in again\" on its page, and test once more.",
    actions: [{ kind: "openShare" }],
  },
} as const satisfies Partial<Record<OwnErrorCode, ErrorEntry>>;
