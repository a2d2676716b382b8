// A visitor in words. Everything here was chosen by the visitor or the provider: it is made inert, and tooltips are plain text (S16).
import { inert } from "../base/inert";
import type { VisitorRecord } from "../protocol/messages";
import { lines, message, type Message } from "./message";
import { clockTime, type TimeOfDay } from "./shareText";

/** Name, else e-mail address, else user name, else subject; the first that says anything. */
export function visitorLabel({ name, email, preferredUsername, subject }: VisitorRecord): string {
  return [name, email, preferredUsername].map((one) => inert(one)).find((one) => one !== "") ?? inert(subject);
}

/** The e-mail address beside a name, since names are chosen freely. Undefined when the label says it already. */
export function visitorDescription(visitor: VisitorRecord): string | undefined {
  const beside = [visitor.email, visitor.preferredUsername].map((one) => inert(one)).find((one) => one !== "");
  return beside === undefined || beside === visitorLabel(visitor) ? undefined : beside;
}

/** Lines of plain text. */
export function visitorTooltip(visitor: VisitorRecord, time: TimeOfDay = clockTime): Message {
  const { subject, email, signedInAt, lastSeenAt, open } = visitor;
  return lines([
    message("{label}", { label: visitorLabel(visitor) }),
    ...(visitor.program === true ? [message("A program with an access token")] : []),
    ...(email === undefined ? [] : [message("E-mail: {email}", { email })]),
    message("Subject: {subject}", { subject }),
    visitor.program === true ? message("First came at {time}", { time: time(signedInAt) }) : message("Signed in at {time}", { time: time(signedInAt) }),
    open > 0 ? message("Here now") : message("Last seen at {time}", { time: time(lastSeenAt) }),
  ]);
}
