// Programs that bring access tokens, in words.
import type { ProgramsDemand, ProgramsProblem } from "../identity/programs";
import { message, type Message } from "./message";

export function programsText(programs: ProgramsDemand | undefined): Message {
  if (programs === undefined) return message("Programs can't come in with access tokens");
  const rest = programs.clientIds.length - 2;
  const clients = [...programs.clientIds.slice(0, 2), ...(rest > 0 ? [`+${rest}`] : [])].join(", ");
  return message("{clients} may come in with access tokens for {audience}", { clients, audience: programs.audience }, mostShown);
}

/** What it means, for whoever types it. */
export function programsDetail(): Message {
  return message("The rule holds for programs too: by address it admits only tokens with a verified e-mail address in them. The token goes no further than Portcullis, and a request with both token and sign-in is refused, so that an app with bearer tokens of its own can't have this.");
}

/** Said beside the input that can't be taken. */
export function programsProblemText(problem: ProgramsProblem): Message {
  switch (problem) {
    case "audienceMissing":
      return message("Type the audience (aud) of the access tokens: this app's own identifier at the provider.");
    case "audienceIsIssuer":
      return message("This is the issuer. Tokens for it are the provider's own; name an audience that stands for this app alone.");
    case "audienceIsClient":
      return message("This is the client ID. Everybody's ID tokens have it for audience; name one that stands for this app alone.");
    case "audienceUnreadable":
      return message("An audience is one word without spaces, 500 characters at most.");
    case "clientsMissing":
      return message("Name the client IDs whose tokens are taken.");
    case "clientUnreadable":
      return message("A client ID is one word without spaces, 255 characters at most.");
    case "tooManyClients":
      return message("At most 20 client IDs can be named.");
    case "tokensForOktaItself":
      return message("Access tokens of Okta's organisation server are for Okta alone and can't be checked. Use a custom authorization server (/oauth2/…) as the issuer.");
  }
}

const mostShown = 530;
