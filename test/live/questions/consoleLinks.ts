// Where the guided set-up and "Open console" lead. It is looked at by hand: each opens in a browser whose person may administer there.
import { NotAsked, type Question } from "../question";

export const consoleLinks: Question = {
  title: "Do the deep links into the providers' and ngrok's consoles open what they name?",
  ask() {
    throw new NotAsked("needs a browser with an administrator signed in to each console");
  },
};
