import { message, type Message } from "./message";

/** What ngrok does by itself where it signs people in, for whoever chooses that or changes the share's options. */
export function edgeNotes(): readonly { readonly label: Message; readonly detail: Message }[] {
  return [
    { label: message("Sign-ins are renewed by ngrok, in its own time"), detail: message("The limits of the share hold there too; the idle limit is kept on this machine") },
    { label: message("The provider can't sign people out"), detail: message("Its back-channel logout ends at ngrok's sign-in. Sign people out here, or wait until their sign-in ends") },
  ];
}
