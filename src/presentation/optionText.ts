// What a share does otherwise than by default, in words: the list of options, the line that is the consent, the tree.
import type { Addressing, DeveloperEndpoints, ShareOptions } from "../protocol/shareOptions";
import { allowedOriginsText } from "./allowedOriginsText";
import { headerRulesText } from "./headerRuleText";
import { message, type Message } from "./message";
import { openPathsText } from "./openPathText";
import { policyRulesText } from "./policyRulesText";
import { programsText } from "./programsText";
import { signInParametersText } from "./signInParametersText";

/** An answer to the question of an option with a few answers. The sentence is the consent. */
export interface OptionAnswer {
  readonly options: ShareOptions;
  readonly sentence: Message;
  readonly detail: Message;
  /** It holds now. */
  readonly present: boolean;
  readonly widens: boolean;
}

export type OptionName = keyof ShareOptions;

/** In the order in which they are shown. */
const titles: Readonly<Record<OptionName, Message>> = {
  sessions: message("How long a sign-in lasts"),
  signIn: message("Sign-in parameters"),
  openPaths: message("Open paths"),
  allowedOrigins: message("Other sites that may use the app"),
  programs: message("Programs with access tokens"),
  headerRules: message("Header rules"),
  addressing: message("How the app sees its address"),
  developerEndpoints: message("Developer tools of the dev server"),
  policyRules: message("Your own policy rules"),
};

export const optionNames = Object.keys(titles) as readonly OptionName[];

export function isOptionName(name: string): name is OptionName {
  return (optionNames as readonly string[]).includes(name);
}

export function optionTitle(name: OptionName): Message {
  return titles[name];
}

/** What holds now, the default included. */
export function optionValue(name: OptionName, options: ShareOptions): Message {
  switch (name) {
    case "sessions":
      return sessionsText(options.sessions);
    case "addressing":
      return addressingText(options.addressing ?? "rewritten");
    case "developerEndpoints":
      return developerEndpointsText(options.developerEndpoints ?? "refuse");
    case "openPaths":
      return openPathsText(options.openPaths ?? []);
    case "allowedOrigins":
      return allowedOriginsText(options.allowedOrigins ?? []);
    case "programs":
      return programsText(options.programs);
    case "headerRules":
      return headerRulesText(options.headerRules ?? []);
    case "signIn":
      return signInParametersText(options.signIn);
    case "policyRules":
      return policyRulesText(options.policyRules);
  }
}

/** The options that are otherwise than by default, in the order in which they are shown. */
export function optionsSet(options: ShareOptions = {}): readonly OptionName[] {
  return optionNames.filter((name) => isSet(name, options));
}

function isSet(name: OptionName, options: ShareOptions): boolean {
  switch (name) {
    case "sessions":
      return options.sessions?.maxHours !== undefined || options.sessions?.idleMinutes !== undefined;
    case "addressing":
      return options.addressing === "preserved";
    case "developerEndpoints":
      return options.developerEndpoints === "allow";
    case "openPaths":
      return (options.openPaths ?? []).length > 0;
    case "allowedOrigins":
      return (options.allowedOrigins ?? []).length > 0;
    case "programs":
      return options.programs !== undefined;
    case "headerRules":
      return (options.headerRules ?? []).length > 0;
    case "signIn":
      return Object.values(options.signIn ?? {}).some((value) => value !== undefined);
    case "policyRules":
      return options.policyRules !== undefined;
  }
}

/** Does it let more people or requests through than sign-in and rule do, or let visitors do more? It is shown as a warning then. */
export function optionWidens(name: OptionName): boolean {
  return name === "developerEndpoints" || name === "openPaths" || name === "allowedOrigins" || name === "programs";
}

/** Shorter than the settings say; what they say comes first. */
export function sessionsAnswers(present: ShareOptions): readonly OptionAnswer[] {
  const answer = (sessions: ShareOptions["sessions"], detail: Message): OptionAnswer => ({
    options: { ...present, sessions },
    sentence: sessionsText(sessions),
    detail,
    present: JSON.stringify(sessions) === JSON.stringify(present.sessions),
    widens: false,
  });
  return [
    answer(undefined, message("The settings “portcullis.sessions” hold")),
    answer({ maxHours: 1 }, message("Whoever is in now has to sign in again within an hour")),
    answer({ maxHours: 4 }, message("Or sooner, where the settings say so")),
    answer({ idleMinutes: 15 }, message("What is open, like a live reload, counts as activity")),
    answer({ maxHours: 1, idleMinutes: 15 }, message("Whichever comes first")),
  ];
}

export function addressingAnswers(present: ShareOptions): readonly OptionAnswer[] {
  const answer = (addressing: Addressing, detail: Message): OptionAnswer => ({
    options: { ...present, addressing },
    sentence: addressingText(addressing),
    detail,
    present: addressing === (present.addressing ?? "rewritten"),
    widens: false,
  });
  return [
    answer("rewritten", message("Host, Origin and Referer say localhost, so that a dev server answers without being configured")),
    answer("preserved", message("Host, Origin and Referer stay as visitors sent them, for an app that has to know its public address")),
  ];
}

export function developerEndpointsAnswers(present: ShareOptions): readonly OptionAnswer[] {
  const answer = (developerEndpoints: DeveloperEndpoints, detail: Message): OptionAnswer => ({
    options: { ...present, developerEndpoints },
    sentence: developerEndpointsText(developerEndpoints),
    detail,
    present: developerEndpoints === (present.developerEndpoints ?? "refuse"),
    widens: developerEndpoints === "allow",
  });
  return [
    answer("refuse", message("Visitors can't open files, read source or reach consoles through them")),
    answer("allow", message("Visitors can read files and run code wherever the dev server's own tools let you do so")),
  ];
}

function sessionsText(sessions: ShareOptions["sessions"]): Message {
  const { maxHours, idleMinutes } = sessions ?? {};
  const hours = maxHours === 1 ? message("1 hour") : message("{count} hours", { count: maxHours ?? 0 });
  const idle = message("{count} minutes", { count: idleMinutes ?? 0 });
  if (maxHours !== undefined && idleMinutes !== undefined) return message("Sign-ins end after {hours}, or {idle} without activity", { hours, idle });
  if (maxHours !== undefined) return message("Sign-ins end after {hours}", { hours });
  if (idleMinutes !== undefined) return message("Sign-ins end after {idle} without activity", { idle });
  return message("Sign-ins last as the settings say");
}

function addressingText(addressing: Addressing): Message {
  return addressing === "rewritten" ? message("The app sees localhost") : message("The app sees the public address");
}

function developerEndpointsText(developerEndpoints: DeveloperEndpoints): Message {
  return developerEndpoints === "refuse" ? message("Developer tools are kept from visitors") : message("Visitors may use the dev server's developer tools");
}
