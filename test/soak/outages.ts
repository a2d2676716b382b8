// The edge is away and comes back: our supervisor, and the bare SDK with its own retries through the same outage at its own stand-in.
import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { systemClock } from "../../src/base/clock";
import { createAuthority } from "../rig/authority";
import { startEdge, type Edge } from "../rig/edge/edge";
import { startShareRig, until } from "../rig/shareRig";
import { duration, median } from "./figures";
import type { Chapter } from "./results";
import { inOrder, servesVisitorsAlone, ShareWatch, type Recovery } from "./shareWatch";
import { startTsProcess } from "./tsProcess";

const never = new AbortController().signal;
const aimMs = 3000;
/** From the beginning of an outage. The SDK's fourth try is 127.55 s after it. */
const sdkBoundMs = 135_000;

async function away(edge: Edge, seconds: number): Promise<void> {
  await edge.goOffline();
  await sleep(seconds * 1000);
  await edge.comeBack();
}

async function ours(seconds: number, times: number): Promise<{ readonly found: Recovery[]; readonly serves: boolean }> {
  const rig = await startShareRig({ clock: systemClock, looksForListeners: true });
  try {
    const watch = new ShareWatch(rig);
    await rig.registry.start(rig.spec(), rig.secrets, { signal: never });
    const found: Recovery[] = [];
    for (let index = 0; index < times; index++) found.push(await watch.recovery(() => away(rig.edge, seconds)));
    return { found, serves: await servesVisitorsAlone(rig) };
  } finally {
    await rig.close();
  }
}

/** Milliseconds from the edge's return until the SDK's endpoint is online again; undefined: not within the bound. */
async function sdkAlone(seconds: number): Promise<number | undefined> {
  const authority = await createAuthority();
  const edge = await startEdge({ authority });
  const child = startTsProcess("test/soak/sdkAlone.ts");
  try {
    child.process.send({ serverAddress: edge.serverAddress, certificatePem: authority.certificatePem });
    await until("the SDK's endpoint", () => edge.endpoints.length === 1);
    const began = performance.now();
    await away(edge, seconds);
    const back = performance.now();
    await until("the SDK's endpoint again", () => edge.endpoints.length === 1, sdkBoundMs - (back - began));
    return performance.now() - back;
  } catch (error) {
    if (error instanceof Error && error.message.startsWith("waited in vain: the SDK's endpoint again")) return undefined;
    throw error;
  } finally {
    await child.end();
    await edge.close();
  }
}

export async function outages(): Promise<Chapter> {
  const kinds = await Promise.all(
    [{ seconds: 10, times: 8 }, { seconds: 60, times: 2 }].map(async ({ seconds, times }) => {
      const [own, alone] = await Promise.all([ours(seconds, times), sdkAlone(seconds)]);
      return { seconds, times, ...own, alone };
    }),
  );
  return {
    title: "outages",
    what: "The edge stops listening, ends every connection and comes back at the same address. Times from its return until the share is proven and live. \"SDK alone\": a bare `@ngrok/ngrok` session with its own retries, through the same outage in the same run.",
    tables: [
      {
        head: ["edge away for", "live again, median", "live again, max", "SDK alone"],
        rows: kinds.map(({ seconds, times, found, alone }) => {
          const values = found.map(({ liveMs }) => liveMs);
          return [`${seconds} s, ${times}×`, duration(median(values)), duration(Math.max(...values)), alone === undefined ? `not within ${sdkBoundMs / 1000} s of the loss` : duration(alone)];
        }),
      },
    ],
    verdicts: [
      { kind: "promise", what: "every time in the order live → reconnecting → live; a visitor comes in, a stranger does not", held: kinds.every(({ found, serves }) => serves && found.every(inOrder)) },
      { kind: "aim", what: `live within ${aimMs / 1000} s of the edge being back`, held: kinds.every(({ found }) => found.every(({ liveMs }) => liveMs <= aimMs)) },
      { kind: "aim", what: "sooner than the SDK alone", held: kinds.every(({ found, alone }) => alone === undefined || Math.max(...found.map(({ liveMs }) => liveMs)) < alone) },
    ],
  };
}
