// In the order in which they are asked: what needs least comes first.
import type { Question } from "../question";
import { consoleLinks } from "./consoleLinks";
import { failedExpression } from "./failedExpression";
import { firstRedirect } from "./firstRedirect";
import { groupCheck } from "./groupCheck";
import { identityToken } from "./identityToken";
import { idleSession } from "./idleSession";
import { interstitial } from "./interstitial";
import { mainJobEdge } from "./mainJobEdge";
import { mainJobGate } from "./mainJobGate";
import { monthlyUsers } from "./monthlyUsers";
import { oktaApp } from "./oktaApp";
import { oktaSignIn } from "./oktaSignIn";
import { planAccepts } from "./planAccepts";
import { policyUpdate } from "./policyUpdate";
import { preflight } from "./preflight";
import { secondAuthAction } from "./secondAuthAction";
import { sessionCookie } from "./sessionCookie";
import { shownPolicy } from "./shownPolicy";
import { stopCommand } from "./stopCommand";
import { streamReuse } from "./streamReuse";
import { tokenAuthentication } from "./tokenAuthentication";

export const questions: readonly Question[] = [
  mainJobGate,
  mainJobEdge,
  planAccepts,
  firstRedirect,
  interstitial,
  failedExpression,
  preflight,
  idleSession,
  secondAuthAction,
  streamReuse,
  shownPolicy,
  policyUpdate,
  stopCommand,
  tokenAuthentication,
  sessionCookie,
  groupCheck,
  identityToken,
  oktaApp,
  oktaSignIn,
  consoleLinks,
  monthlyUsers,
];
