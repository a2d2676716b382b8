// A redirect URI that was taken back at the provider, in words.
import type { TakenBack } from "../registration/takeBack";
import { message, type Message } from "./message";

const mostUri = 300;

/** @param uri that was to be taken back */
export function takenBackText(result: TakenBack, provider: string, uri: string): Message {
  switch (result) {
    case "done":
      return message("{uri} is taken back at {provider}.", { uri, provider }, mostUri);
    case "gone":
      return message("The client is not at {provider} any more, and neither is {uri}.", { uri, provider }, mostUri);
    case "notThere":
      return message("{provider} does not have {uri}.", { uri, provider }, mostUri);
    case "last":
      return message("{uri} is the client's only redirect URI at {provider}, so it stays. Remove the provider to take the whole client back.", { uri, provider }, mostUri);
  }
}
