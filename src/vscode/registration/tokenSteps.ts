// What is made, by which token, for which groups. The token lives in the draft until the dialogue ends, and nowhere else (S27).
import { env, l10n, Uri } from "vscode";
import { inert } from "../../base/inert";
import { chosenGroupsText, leastScopeText, tokenName, tokenPrompt, tokenWarning } from "../../presentation/registrationText";
import { AdminCalls } from "../../registration/adminCall";
import { adminTokenFromInput, type AdminToken, type HeldTokens } from "../../registration/adminToken";
import { addressesOf } from "../../registration/clientToRegister";
import { OktaApi } from "../../registration/okta/oktaApi";
import type { OktaGroup } from "../../registration/okta/oktaRecords";
import { tokenPage } from "../../registration/tokenPage";
import { askPick, copyEntry, separator, type Entry } from "../dialog/askPick";
import { askText } from "../dialog/askText";
import type { Frame, Step } from "../dialog/wizard";
import { say } from "../say";
import { finish, planned, type Place, type RegisterDraft, type RegisterParts } from "./registerDraft";

const longestName = 80;

export function nameStep(): Step<RegisterDraft> {
  return {
    asks: () => true,
    ask: (draft, frame) =>
      askText<RegisterDraft>(frame, {
        prompt: l10n.t("Name of the application at the provider, as administrators and people who sign in see it"),
        placeholder: "Portcullis",
        prefill: "Portcullis",
        settle(typed) {
          const name = inert(typed, longestName);
          if (name === "" || typed.trim().length > longestName) return { problem: { title: l10n.t("This can't be a name"), advice: l10n.t("Use 1 to {0} characters", longestName) } };
          return { answer: { ...draft, name } };
        },
      }),
  };
}

/** S27: what is made and the least that the token has to be able to do, before the token is asked for. */
export function reviewStep(): Step<RegisterDraft> {
  return {
    asks: () => true,
    ask(draft, frame) {
      const { place, origin, name } = planned(draft);
      const { redirectUris, postLogoutRedirectUris } = addressesOf(origin);
      const page = tokenPage(place.kind, place.discovered.issuer);
      const token = say(tokenName(place.api));
      const warning = tokenWarning(place.api);
      return askPick<"continue" | "open", RegisterDraft>(frame, {
        placeholder: l10n.t("This is made at {0}", inert(place.host.host, 253)),
        entries: () => [
          { label: l10n.t("Continue with a token"), description: token, detail: say(leastScopeText(place.api, place.kind)), value: "continue", alwaysShow: true },
          ...(page === undefined ? [] : [{ label: l10n.t("Open the page where it is made"), detail: inert(new URL(page).host, 253), value: "open" as const }]),
          ...(warning === undefined ? [] : [{ label: `$(info) ${say(warning)}` }]),
          separator(l10n.t("Registered")),
          { label: l10n.t("Web application “{0}”", inert(name, longestName)), detail: l10n.t("Authorization code flow only, no wildcards") },
          ...redirectUris.map((uri) => copyEntry(l10n.t("Redirect URI"), uri)),
          ...postLogoutRedirectUris.map((uri) => copyEntry(l10n.t("Sign-out address"), uri)),
        ],
        async settle(answer) {
          if (answer === "continue") return { answer: { ...draft, reviewed: true } };
          if (page !== undefined) await env.openExternal(Uri.parse(page, true));
          return "stay";
        },
      });
    },
  };
}

/** Hidden. At Okta it is tried there and then; elsewhere it is good for one thing, which is done. */
export function tokenStep(parts: RegisterParts, held: HeldTokens): Step<RegisterDraft> {
  return {
    asks: () => true,
    ask(draft, frame) {
      const { place } = planned(draft);
      return askToken<RegisterDraft>(frame, place, held, async (token, signal) => {
        if (place.api === "rfc7591") return held.during(() => finish(parts, { ...draft, token }, [], signal));
        return { ...draft, token, groups: await new OktaApi(new AdminCalls(parts.channel, place.host, token)).groups("", signal) };
      });
    },
  };
}

/** @param use what is done with it; one that is refused is dropped at once */
export function askToken<R>(frame: Frame, { api, host }: Pick<Place, "api" | "host">, held: HeldTokens, use: (token: AdminToken, signal: AbortSignal) => Promise<R>) {
  const name = say(tokenName(api));
  return askText<R>(frame, {
    prompt: say(tokenPrompt(api, host.host)),
    placeholder: name,
    hidden: true,
    async settle(typed, { signal }) {
      const token = adminTokenFromInput(typed, api);
      if (!token) return { problem: { title: l10n.t("This can't be a token"), advice: l10n.t("Copy it once more, whole and without blanks") } };
      held.hold(token);
      try {
        const answer = await use(token, signal);
        // Going back shows an empty box.
        frame.memory.typed = undefined;
        return { answer };
      } catch (error) {
        token.drop();
        throw error;
      }
    },
  });
}

type GroupAnswer = { readonly kind: "done" } | { readonly kind: "toggle"; readonly group: OktaGroup } | { readonly kind: "search"; readonly text: string };

/** Whose people may sign in. Choosing ends with the application being made. */
export function groupsStep(parts: RegisterParts, held: HeldTokens): Step<RegisterDraft> {
  return {
    asks: ({ place, end }) => place?.api === "okta" && end === undefined,
    ask(draft, frame) {
      const { place } = planned(draft);
      const chosen = new Map<string, OktaGroup>();
      let found = draft.groups;
      return askPick<GroupAnswer, RegisterDraft>(frame, {
        placeholder: l10n.t("Which groups may sign in? Type the beginning of a name to look for it"),
        entries(typed) {
          const done: Entry<GroupAnswer> = { label: say(chosenGroupsText(chosen.size)), ...(chosen.size === 0 && { detail: l10n.t("Nobody can sign in until an administrator assigns somebody in Okta") }), value: { kind: "done" }, alwaysShow: true };
          const all = [...chosen.values(), ...found.filter(({ id }) => !chosen.has(id))].map((group): Entry<GroupAnswer> => ({
            label: chosen.has(group.id) ? `$(check) ${inert(group.name, 80)}` : inert(group.name, 80),
            description: inert(group.description, 80),
            value: { kind: "toggle", group },
          }));
          // Enter in an untouched list, or after typing, makes nothing yet.
          if (typed.trim() !== "") return [{ label: l10n.t("Look in Okta for “{0}”", inert(typed, 60)), value: { kind: "search", text: typed.trim().slice(0, 100) }, alwaysShow: true }, ...all, separator(""), done];
          return chosen.size === 0 ? [...all, separator(""), done] : [done, separator(l10n.t("Groups")), ...all];
        },
        async settle(answer, { signal }) {
          if (answer.kind === "done") return { answer: await held.during(() => finish(parts, draft, [...chosen.values()], signal)) };
          if (answer.kind === "search") {
            if (!draft.token) throw new Error("Groups are looked for before there is a token");
            found = await new OktaApi(new AdminCalls(parts.channel, place.host, draft.token)).groups(answer.text, signal);
          } else if (!chosen.delete(answer.group.id)) chosen.set(answer.group.id, answer.group);
          return "stay";
        },
      });
    },
  };
}
