import type { OwnErrorCode } from "../base/errorCodes";
import { showLog } from "./errorAction";
import type { ErrorEntry } from "./errorEntry";
import { agentErrors } from "./errors/agentErrors";
import { cloudErrors } from "./errors/cloudErrors";
import { elsewhereErrors } from "./errors/elsewhereErrors";
import { ngrokOwnErrors } from "./errors/ngrokOwnErrors";
import { oidcErrors } from "./errors/oidcErrors";
import { personErrors } from "./errors/personErrors";
import { portErrors } from "./errors/portErrors";
import { registrationErrors } from "./errors/registrationErrors";
import { shareErrors } from "./errors/shareErrors";
import { tokenErrors } from "./errors/tokenErrors";

/** What is said of each of our own codes. A code without an entry does not compile; to add one, see the file of its group. */
export const errorCatalogue: Readonly<Record<OwnErrorCode, ErrorEntry>> = {
  ...agentErrors,
  ...cloudErrors,
  ...elsewhereErrors,
  ...ngrokOwnErrors,
  ...oidcErrors,
  ...personErrors,
  ...portErrors,
  ...registrationErrors,
  ...shareErrors,
  ...tokenErrors,
  "input.invalid": {
    title: ["{input} can't be used", "This can't be used"],
    advice: "Correct it, then try again.",
    actions: [showLog],
  },
};
