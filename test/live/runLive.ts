import { abortable, bounded, withDeadline } from "../../src/base/deadline";
import { isNotFound } from "../../src/ngrok/api/apiErrors";
import { maskSecrets } from "../../src/ngrok/sdkErrors";
import { Leavings } from "./leavings";
import { apiOptions, Live, type Run } from "./live";
import { LiveApi } from "./liveApi";
import { NotAsked, type Question } from "./question";
import type { Services } from "./services";
import { isOurs, person } from "./signIn";
import { startSite } from "./site";

export interface LiveRun {
  readonly print: (line: string) => void;
  /** Ends the run early; what it has made is removed all the same. */
  readonly signal: AbortSignal;
  readonly questions: readonly Question[];
}

export interface LiveResult {
  readonly answered: number;
  readonly notAsked: number;
  readonly failed: number;
  /** What could not be removed again. */
  readonly left: readonly string[];
}

const mostMs = { question: 180_000, run: 1_200_000, visitors: 30_000 } as const;
const mostCharacters = 1000;

/** Asks every question in turn, prints `1. <question> … <answer>`, and removes whatever was made for it. */
export async function runLive(services: Services, { print, signal, questions }: LiveRun): Promise<LiveResult> {
  const site = await startSite();
  const run: Run = { leavings: new Leavings(), agent: undefined, publicProvider: undefined, secondDomain: undefined, signedIn: false };
  run.leavings.add("the small app", site.close);
  const secrets = [services.authtoken, services.apiKey, services.okta?.token, site.provider.client.secret].filter((secret) => secret !== undefined);
  // Hosts, paths and codes in it are what ngrok said.
  const say = (line: string) => print(maskSecrets(line.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ").slice(0, mostCharacters), secrets));
  const counts = { answered: 0, notAsked: 0, failed: 0 };
  const left: string[] = [];

  /** With a `Live` of its own, of which nothing is left when it resolves; the agent is left, with nothing bound for it. */
  async function within<T>(ms: number, outer: AbortSignal, work: (live: Live) => Promise<T>): Promise<T> {
    return bounded(ms, [outer], async (own) => {
      const live = new Live(services, site, run, own);
      try {
        return await abortable(work(live), own);
      } catch (error) {
        // Whatever it was about to close.
        await live.dropAgent();
        throw error;
      } finally {
        left.push(...(await live.leavings.removeAll()));
      }
    });
  }

  async function answerTo(question: Question, outer: AbortSignal): Promise<string> {
    try {
      const answer = await within(question.mostMs ?? mostMs.question, outer, (live) => question.ask(live));
      counts.answered += 1;
      return answer;
    } catch (error) {
      outer.throwIfAborted();
      if (error instanceof NotAsked) {
        counts.notAsked += 1;
        return `not asked: ${error.message}`;
      }
      counts.failed += 1;
      return `no answer: ${wordsOf(error)}`;
    }
  }

  try {
    await bounded(mostMs.run, [signal], async (whole) => {
      // Without an address there is nothing to ask, and nobody's own endpoint is in the way of a question.
      const address = await within(mostMs.question, whole, (live) => live.with([], ({ origin }) => Promise.resolve(origin)));
      say(`ngrok gives ${address}`);
      for (const [index, question] of questions.entries()) say(`${index + 1}. ${question.title} … ${await answerTo(question, whole)}`);
    });
  } catch (error) {
    counts.failed += signal.aborted ? 0 : 1;
    say(signal.aborted ? "Stopped" : `Ended early: ${wordsOf(error)}`);
  }
  await run.agent?.then((agent) => agent.end(), () => undefined);
  left.push(...(await visitorsLeft(services, run)), ...(await run.leavings.removeAll()));
  for (const what of left) say(`Left behind: ${what}`);
  return { ...counts, left };
}

/** Whoever signed in at the edge is among the account's application users. @returns what is left of that */
async function visitorsLeft(services: Services, run: Run): Promise<readonly string[]> {
  if (!run.signedIn) return [];
  if (services.apiKey === undefined) return [`${person.email} among the application users of your ngrok account (removed where there is NGROK_API_KEY)`];
  try {
    const api = new LiveApi(apiOptions(services));
    const signal = withDeadline(mostMs.visitors);
    const users = (await api.appUsers(signal)).filter(({ email }) => isOurs(email));
    const sessions = (await api.appSessions(signal)).filter(({ userId }) => users.some(({ id }) => id === userId));
    for (const { id } of sessions) await unlessGone(api.deleteAppSession(id, signal));
    for (const { id } of users) await unlessGone(api.deleteAppUser(id, signal));
    return [];
  } catch (error) {
    return [`${person.email} among the application users of your ngrok account (${wordsOf(error)})`];
  }
}

async function unlessGone(removal: Promise<void>): Promise<void> {
  try {
    await removal;
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : "it failed";
}
