// The end of the guided set-up: the check, or the message to whoever administers the provider.
import { knownProviders } from "../../identity/providers";
import { message, type Message } from "../message";
import type { Blocks, GuideSection } from "./guidePage";
import { guideRequest, namesPeople } from "./guideRequest";
import type { GuideState } from "./guideState";
import type { ProviderGuide } from "./providerGuide";

export function checkSection(guide: ProviderGuide, state: GuideState): GuideSection {
  const { saved, checking, checks, missing } = state;
  return {
    key: "check",
    heading: message("Save and check"),
    blocks: [
      { kind: "text", key: "what", text: message("All that can be checked before anybody signs in is asked of {provider} now.", { provider: knownProviders[guide.kind].name }) },
      { kind: "buttons", key: "save", buttons: [{ id: "save", label: saved ? message("Save and check again") : message("Save and check"), ...(!saved && { primary: true as const }), disabled: checking }] },
      ...(missing ? [{ kind: "text" as const, key: "missing", tone: "problem" as const, text: missing }] : []),
      ...(saved ? [{ kind: "text" as const, key: "saved", tone: "good" as const, text: message("{name} is saved", { name: saved.name }) }] : []),
      ...(checks && !checking ? [{ kind: "text" as const, key: "verdict", ...checksVerdict(checks) }] : []),
      ...(saved ? nextBlocks(state) : []),
      ...(checks ? [{ kind: "results" as const, key: "checks", label: message("Checks"), rows: checks }] : []),
    ],
  };
}

/** What all checks together say. */
export function checksVerdict(checks: NonNullable<GuideState["checks"]>): { readonly tone: "problem" | "note" | "good"; readonly text: Message } {
  const failed = checks.filter(({ outcome }) => outcome === "failed");
  const [cause] = failed;
  if (cause) return { tone: "problem", text: message("{count} of {all} checks failed, first of all “{check}”", { count: failed.length, all: checks.length, check: cause.title }) };
  const doubtful = checks.filter(({ outcome }) => outcome !== "passed");
  const [first] = doubtful;
  if (first) return { tone: "note", text: message("Nothing failed, but look at “{check}”. Only a sign-in shows that people really get in.", { check: first.title }) };
  return { tone: "good", text: message("Everything that was checked is in order. Only a sign-in shows that people really get in.") };
}

function nextBlocks({ checking, checks }: GuideState): Blocks {
  const done = !checking && checks !== undefined && checks.every(({ outcome }) => outcome === "passed" || outcome === "warned");
  return [
    {
      kind: "buttons",
      key: "next",
      buttons: [
        { id: "share", label: message("Share port with SSO"), ...(done && { primary: true as const }) },
        { id: "test", label: message("Sign in as yourself…") },
        { id: "export", label: message("Export for my team…") },
      ],
    },
  ];
}

export function requestSections(guide: ProviderGuide, state: GuideState): readonly GuideSection[] {
  const { name } = knownProviders[guide.kind];
  const request = guideRequest(guide, state);
  return [
    {
      key: "request",
      heading: message("Send this message"),
      blocks: [
        // Where nobody is named in the console, everybody with an account can sign in.
        ...(namesPeople(guide) ? [{ kind: "field" as const, key: "people", id: "people", label: message("Who should be able to sign in?"), value: state.people, placeholder: "the group Engineering, and me" }] : []),
        request
          ? { kind: "copy", key: "request", label: message("Message"), value: request, long: true, button: { id: "copy.request", label: message("Copy message") } }
          : { kind: "text", key: "requestLater", tone: "note", text: message("The message is written as soon as you have chosen where your shares are.") },
      ],
    },
    {
      key: "wait",
      heading: message("Until the answer comes"),
      blocks: state.kept
        ? [
            { kind: "text", key: "kept", tone: "good", text: message("{provider} is kept as waiting. Fill in the answer with “Add identity provider”.", { provider: name }) },
            { kind: "buttons", key: "complete", buttons: [{ id: "complete", label: message("The answer is here") }] },
          ]
        : [
            { kind: "text", key: "why", text: message("Keep it as waiting, and come back to this page with the client ID.") },
            { kind: "buttons", key: "keep", buttons: [{ id: "keep", label: message("Keep as waiting"), primary: true, disabled: request === undefined }] },
          ],
    },
  ];
}
