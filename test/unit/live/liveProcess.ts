// A run as a terminal has it, in a process of its own that can be sent signals; its parent gives it the stand-ins' services.
import { liveCommand } from "../../live/liveCommand";
import { oktaApp } from "../../live/questions/oktaApp";
import { tokenAuthentication } from "../../live/questions/tokenAuthentication";
import type { Services } from "../../live/services";
import { visitorsOf } from "./standIns";

process.once("message", (message) => {
  const { services, callbackPort } = message as { readonly services: Services; readonly callbackPort: number };
  void liveCommand({ ...services, visitors: visitorsOf(callbackPort) }, [tokenAuthentication, oktaApp]).then((code) => process.exit(code));
});
