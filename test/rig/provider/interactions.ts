// The provider's own pages: who are you? One button per person, no password. Consent is given by itself.
import type { IncomingMessage, ServerResponse } from "node:http";
import type Provider from "oidc-provider";
import type { Faults } from "./faults";
import { escapeHtml, page } from "./page";
import type { Personality } from "./personality";
import { handleOf, type RigUser } from "./users";

export interface Interactions {
  readonly provider: Provider;
  readonly personality: Personality;
  readonly users: readonly RigUser[];
  readonly faults: Faults;
}

/** The reason by which the provider's policy asks again: the signed-in person may not use the application. */
export const notAssigned = "not_assigned";

export function mayUse(user: RigUser, faults: Faults): boolean {
  return !faults.unassigned.has(handleOf(user)) && !faults.unassigned.has(user.preferredUsername);
}

function signInPage({ personality, users }: Interactions, action: string): string {
  const buttons = users.map((user) => {
    const handle = escapeHtml(handleOf(user));
    return `<form method="post" action="${escapeHtml(action)}"><button name="user" value="${escapeHtml(user.sub)}" data-user="${handle}">${escapeHtml(user.name)}<small>${handle}</small></button></form>`;
  });
  return page(personality.heading, buttons.join("\n"));
}

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  let text = "";
  request.setEncoding("utf8");
  for await (const chunk of request as AsyncIterable<string>) {
    text += chunk;
    if (text.length > 10_000) throw new Error("form too large");
  }
  return new URLSearchParams(text);
}

function sendPage(response: ServerResponse, status: number, html: string): void {
  response.writeHead(status, { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" }).end(html);
}

/** Answers `/interaction/<uid>`. `request.url` is without the issuer's path, `action` with it. */
export async function answerInteraction(
  interactions: Interactions,
  exchange: { readonly request: IncomingMessage; readonly response: ServerResponse; readonly action: string },
): Promise<void> {
  const { provider, personality, users, faults } = interactions;
  const { request, response, action } = exchange;
  const refuse = () =>
    provider.interactionFinished(request, response, { error: "access_denied", error_description: personality.text.unassigned }, { mergeWithLastSubmission: false });

  let details;
  try {
    details = await provider.interactionDetails(request, response);
  } catch (error) {
    // The provider says so when cookie and page don't belong together any more.
    if (!(error instanceof Error) || error.name !== "SessionNotFound") throw error;
    sendPage(response, 400, page("This sign-in has expired", "<p>Go back to the application and try again.</p>"));
    return;
  }
  const { prompt } = details;
  if (prompt.name === "consent") return provider.interactionFinished(request, response, { consent: {} });
  if (prompt.reasons.includes(notAssigned) && !prompt.reasons.includes("login_prompt")) return refuse();
  if (request.method !== "POST") {
    sendPage(response, 200, signInPage(interactions, action));
    return;
  }

  const sub = (await readForm(request)).get("user");
  const user = users.find((candidate) => candidate.sub === sub);
  if (user === undefined) {
    sendPage(response, 400, page(personality.heading, "<p>Nobody of that name is here.</p>"));
    return;
  }
  if (!mayUse(user, faults)) return refuse();
  return provider.interactionFinished(
    request,
    response,
    { login: { accountId: user.sub, remember: true }, select_account: {} },
    { mergeWithLastSubmission: false },
  );
}
