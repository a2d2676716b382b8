import type { SignInCheckId } from "../../diagnostics/checkIds";
import type { Evidence } from "../checkText";

export const signInEvidence: Readonly<Record<SignInCheckId, Evidence>> = {
  "signIn.returned": {
    title: "Sign-in comes through",
    passed: ["{account} came back from the provider, and the token was verified", "Somebody came back, and the token was verified"],
    unknown: ["{edge} knew {account} from before, so the provider was not asked. To have it asked, press “Sign out” on the page where the test ended, then try once more", "{provider} has not sent the browser back. If it shows an error there, that names the cause", "Nobody has signed in yet"],
  },
  "signIn.email": {
    title: "E-mail address counts",
    passed: ["{email} is verified", "Nothing depends on it here"],
  },
  "signIn.groups": {
    title: "Groups came along",
    passed: ["{groups}", "Nothing depends on them here"],
  },
  "signIn.admitted": {
    title: "They may come in",
    passed: ["{account} comes in", "They come in"],
    unknown: "Who may come in is decided by a share",
  },
};
