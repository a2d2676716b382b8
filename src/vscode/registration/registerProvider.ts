// "Set up identity provider by API": asks everything, makes the client at the provider, saves it (S27).
import { commands as editor, env, l10n, Uri, window } from "vscode";
import { commands } from "../../contributions";
import { providerOf } from "../../identity/providers";
import type { ProviderProfile } from "../../identity/providerProfile";
import { madeText } from "../../presentation/registrationText";
import { HeldTokens } from "../../registration/adminToken";
import { oktaConsoleUrl } from "../../registration/okta/oktaConsole";
import { runWizard } from "../dialog/wizard";
import { say } from "../say";
import { addressStep, issuerStep, kindStep } from "./placeSteps";
import { registerArgument } from "./registerArgument";
import { emptyRegisterDraft, planned, type RegisterDraft, type RegisterParts } from "./registerDraft";
import { groupsStep, nameStep, reviewStep, tokenStep } from "./tokenSteps";

/**
 * @param argument of the command: see `registerArgument`
 * @returns the profile that was saved; undefined where something was left at the provider, which was said
 * @throws Cancelled when the person leaves
 */
export async function registerProvider(parts: RegisterParts, argument: unknown, signal: AbortSignal): Promise<ProviderProfile | undefined> {
  const { kind, issuer, origin } = registerArgument(argument);
  const held = new HeldTokens();
  try {
    const steps = [kindStep(), issuerStep(parts, issuer), addressStep(parts, origin), nameStep(), reviewStep(), tokenStep(parts, held), groupsStep(parts, held)];
    const draft = await runWizard<RegisterDraft>(steps, { ...emptyRegisterDraft, kind }, l10n.t("Set up identity provider by API"), signal);
    const { end } = draft;
    if (end === undefined) throw new Error("The dialogue ended with nothing made");
    if (end === "left") return undefined;
    // Not awaited: the command is done, whatever is made of its news.
    void tellOf(draft, end.made.profile, end.groups);
    return end.made.profile;
  } finally {
    // A person may leave while the client is being made: it is taken back with the same token.
    await held.drop();
  }
}

/** What to do next: share a port, try the sign-in, or what the API can't do. */
async function tellOf(draft: RegisterDraft, profile: ProviderProfile, groups: number): Promise<void> {
  const { place, name } = planned(draft);
  const { registration } = profile;
  const consoleUrl = registration?.by === "okta" ? oktaConsoleUrl(place.host.origin, registration.appId, groups === 0 ? "assignments" : "signon") : undefined;
  const buttons = [
    { title: l10n.t("Share port"), run: () => editor.executeCommand(commands.sharePort) },
    { title: l10n.t("Test SSO"), run: () => editor.executeCommand(commands.testSso, { kind: "provider", providerId: profile.id }) },
    ...(consoleUrl === undefined ? [] : [{ title: l10n.t("Open Okta"), run: () => env.openExternal(Uri.parse(consoleUrl, true)) }]),
  ];
  const text = madeText({ api: place.api, provider: providerOf(profile).kind === "other" ? place.host.host : providerOf(profile).name, name, groups });
  const picked = await window.showInformationMessage(say(text), ...buttons);
  await picked?.run();
}
