import { systemClock } from "../../src/base/clock";
import { startShareRig } from "../rig/shareRig";
import { duration, median } from "./figures";
import { agentPids } from "./processes";
import type { Chapter } from "./results";
import { inOrder, servesVisitorsAlone, ShareWatch, type Recovery } from "./shareWatch";

const times = 20;
const stalls = 3;
const never = new AbortController().signal;

/** Kill -9 of the agent process, dropped and half-open connections to the edge: how long until visitors come through again. */
export async function recovery(): Promise<Chapter> {
  const rig = await startShareRig({ clock: systemClock, looksForListeners: true });
  try {
    const watch = new ShareWatch(rig);
    const address = await rig.registry.start(rig.spec(), rig.secrets, { signal: never });
    const repeat = async (count: number, break_: () => void) => {
      const found: Recovery[] = [];
      for (let index = 0; index < count; index++) found.push(await watch.recovery(break_));
      return { found, serves: await servesVisitorsAlone(rig) };
    };
    const kinds = [
      { what: `kill -9 of the agent process, ${times}×`, ...(await repeat(times, () => process.kill(agentPids(rig.log).at(-1)!, "SIGKILL"))) },
      { what: `connection to the edge dropped, ${times}×`, ...(await repeat(times, () => rig.edge.dropAgents())) },
      {
        what: `link half-open (dead, not closed), ${stalls}×`,
        ...(await repeat(stalls, () => {
          rig.edge.faults.stallLink = true;
          rig.edge.faults.clear();
        })),
      },
    ];
    const state = watch.state;
    const stalled = kinds.at(-1)?.found ?? [];
    return {
      title: "recovery",
      what: "A live share (gate enforcement, real agent process and SDK, stand-in edge) is broken and comes back by itself. Times from the break.",
      tables: [
        {
          head: ["what", "noticed, median", "noticed, max", "live again, median", "live again, max"],
          rows: kinds.map(({ what, found }) => [
            what,
            ...[found.map(({ noticedMs }) => noticedMs), found.map(({ liveMs }) => liveMs)].flatMap((values) => [duration(median(values)), duration(Math.max(...values))]),
          ]),
        },
      ],
      verdicts: [
        { kind: "promise", what: "every time in the order live → reconnecting → live, under the same address", held: kinds.every(({ found }) => found.every(inOrder)) && state?.kind === "live" && state.address === address },
        { kind: "promise", what: "after each kind a visitor comes in and a stranger reaches nothing", held: kinds.every(({ serves }) => serves) },
        { kind: "aim", what: "a half-open link is noticed within 30 s", held: stalled.every(({ noticedMs }) => noticedMs <= 30_000) },
        { kind: "aim", what: "live within 3 s of a kill or a dropped connection", held: kinds.slice(0, 2).every(({ found }) => found.every(({ liveMs }) => liveMs <= 3000)) },
      ],
    };
  } finally {
    await rig.close();
  }
}
