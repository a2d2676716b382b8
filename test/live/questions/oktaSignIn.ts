// The main job with a person of Okta's, at the gate and at the edge. It is done by hand: share a port with an Okta client, and sign in.
import { NotAsked, type Question } from "../question";

export const oktaSignIn: Question = {
  title: "The main job with a person who signs in at Okta: does it work?",
  ask(live) {
    if (live.services.okta === undefined) throw new NotAsked("needs OKTA_ORG and OKTA_TOKEN");
    throw new NotAsked("needs a person with a browser and a second factor; this run stops at Okta's sign-in page");
  },
};
