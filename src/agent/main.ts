// The agent process: gates, the OpenID client and the ngrok SDK, away from the editor. It spawns nothing, hears only its
// parent's messages, each checked by schema, and ends when the parent is gone.
import { parentPort } from "node:worker_threads";
import { createMessageConnection, IPCMessageReader, IPCMessageWriter, PortMessageReader, PortMessageWriter } from "vscode-jsonrpc/node";
import { systemClock } from "../base/clock";
import { ExpectedError } from "../base/expectedError";
import { inert } from "../base/inert";
import type { Gate } from "../gate/gateOptions";
import type { OpenidFetch } from "../base/openidFetch";
import type { Log } from "../base/log";
import { answer, call, hear, tell } from "../protocol/channel";
import { mostVisitors, tellAgent, tellHost, toAgent, toHost } from "../protocol/messages";
import { maskSecrets } from "../ngrok/sdkErrors";
import { discoverProvider } from "../oidc/discoverProvider";
import { NgrokSessions } from "../tunnels/ngrok";
import { cloudPolicy } from "./cloudPolicy";
import { answerInspections, discoveredRecord } from "./inspections";
import { learnOrigin } from "./learnOrigin";
import { HostWatch } from "./hostWatch";
import { OpenShares } from "./openShares";
import { RequestCounts } from "./requestCounts";
import { RequestLog } from "./requestLog";
import { TrialGates } from "./trialGates";

declare const __PORTCULLIS_VERSION__: string;

const fetchDeadlineMs = 12_000;
const lookDeadlineMs = 25_000;
/** Longer than the host's own bound, so that its reason is heard. */
const storeDeadlineMs = 12_000;
const closingMs = 2000;
const exit = { orphaned: 0, wedged: 70, defect: 71 } as const;

// A thread of the extension host, where no child process can be started; otherwise a process of its own.
const connection = parentPort
  ? createMessageConnection(new PortMessageReader(parentPort), new PortMessageWriter(parentPort))
  : createMessageConnection(new IPCMessageReader(process), new IPCMessageWriter(process));
const say = (level: "info" | "warn" | "error") => (line: string) => tell(connection, tellHost.log, { level, line: line.slice(0, 4000) });
const log: Log = { info: say("info"), warn: say("warn"), error: say("error") };

const sessions = new NgrokSessions({
  version: __PORTCULLIS_VERSION__,
  clock: systemClock,
  ownProcess: parentPort === null,
  onWedged: (stuck) => {
    log.error(`ngrok: ${stuck} got no answer; this process is replaced`);
    // The answer to the caller goes out first; then nothing in this process can be relied on.
    setTimeout(() => process.exit(exit.wedged), 200);
  },
});

const requestLog = new RequestLog({ clock: systemClock, tell: (batch) => tell(connection, tellHost.requests, batch) });

const requestCounts = new RequestCounts({ clock: systemClock, tell: (shareId, count) => tell(connection, tellHost.requested, { shareId, count }) });
const openidFetch: OpenidFetch = (request, signal) => call(connection, toHost.fetch, request, { deadline: fetchDeadlineMs, signal });

const failureOf = ({ code, facts }: ExpectedError) => ({ code, facts: { ...facts } });
const tellLost = (shareId: string, error: ExpectedError) => tell(connection, tellHost.tunnelLost, { shareId, failure: failureOf(error) });
const tellTrials = (shareId: string, gate: Pick<Gate, "trials">) =>
  gate.trials.onNews(({ id, ...news }) => tell(connection, tellHost.trial, { shareId, trialId: id, news: news.kind === "failed" ? { kind: "failed", failure: failureOf(news.error) } : news }));

const shares = new OpenShares({
  requestCounts,
  requestLog,
  sessions,
  clock: systemClock,
  log,
  fetch: openidFetch,
  look: async (shareId, upstream, signal) => (await call(connection, toHost.look, { shareId, upstream }, { deadline: lookDeadlineMs, signal })).verdict,
  onTunnelLost: tellLost,
  onOpened: tellTrials,
  onFailed: (shareId, error) => tell(connection, tellHost.failed, { shareId, failure: failureOf(error) }),
  onSessions: (shareId, sessions) => tell(connection, tellHost.sessions, { shareId, sessions }),
  store: async (shareId, sessions) => {
    await call(connection, toHost.store, { shareId, sessions }, { deadline: storeDeadlineMs });
  },
  onStrangers: (shareId, perMinute) => tell(connection, tellHost.strangers, { shareId, perMinute }),
  onVisitors: (shareId, visitors) => tell(connection, tellHost.visitors, { shareId, visitors: visitors.slice(-mostVisitors) }),
});

const trialGates = new TrialGates({ sessions, clock: systemClock, log, fetch: openidFetch, onTunnelLost: tellLost, onOpened: tellTrials });
const gateOf = (shareId: string) => trialGates.find(shareId) ?? shares.get(shareId).gate;

const watch = new HostWatch(systemClock, {
  pause: () => shares.pauseAll(new ExpectedError("agent.unresponsive", { call: tellAgent.heartbeat.method })),
  end: () => process.exit(exit.orphaned),
});

hear(connection, tellAgent.heartbeat, () => watch.heard(), (line) => log.warn(line));
hear(connection, tellAgent.watchRequests, ({ on }) => requestLog.turn(on), (line) => log.warn(line));

answer(connection, toAgent.openShare, ({ spec, ...openWith }, signal) => shares.open(spec, { clientSecret: undefined, authtoken: undefined, ...openWith }, signal));
answer(connection, toAgent.cloudPolicy, async (asked, signal) => ({ policy: await cloudPolicy({ fetch: openidFetch, clock: systemClock }, asked, signal) }));
answer(connection, toAgent.cloudAuthId, ({ shareId, authId }) => {
  shares.get(shareId).edge?.setAuthId(authId);
  return Promise.resolve(null);
});
answer(connection, toAgent.reopenTunnel, ({ shareId }, signal) => shares.reopenTunnel(shareId, signal));
answer(connection, toAgent.expectProof, ({ shareId, marker }) => {
  const gate = gateOf(shareId);
  gate.expectProof(marker);
  const loaded = gate.recentlyLoaded();
  return Promise.resolve(loaded === undefined ? {} : { loaded });
});
answer(connection, toAgent.collectProof, ({ shareId, marker }) => Promise.resolve({ decisions: [...gateOf(shareId).collectProof(marker)] }));
answer(connection, toAgent.goLive, async ({ shareId }, signal) => {
  // Whoever opens a gate is there: after a sleep this comes before the next heartbeat.
  watch.heard();
  if (!(await shares.join(shareId, signal))) shares.goLive(shareId);
  return null;
});
answer(connection, toAgent.shut, ({ shareId }) => {
  shares.get(shareId).gate.shut();
  return Promise.resolve(null);
});
answer(connection, toAgent.change, ({ shareId, ...changed }) => {
  const sessions = shares.change(shareId, changed);
  return Promise.resolve({ ...(sessions && { sessions }) });
});
answer(connection, toAgent.signOut, ({ shareId, visitorId, round }) => {
  const sessions = shares.signOut(shareId, visitorId, round);
  return Promise.resolve({ ...(sessions && { sessions }) });
});
answer(connection, toAgent.policy, ({ shareId }) => {
  const policy = shares.maskedPolicy(shareId);
  return Promise.resolve({ ...(policy !== undefined && { policy }) });
});
answer(connection, toAgent.openTrialGate, ({ spec, ...secrets }, signal) => trialGates.open(spec, secrets, signal));
answer(connection, toAgent.closeTrialGate, async ({ shareId }) => {
  await trialGates.close(shareId);
  return null;
});
answer(connection, toAgent.beginTrial, ({ shareId }) => {
  const { id, path } = gateOf(shareId).trials.begin();
  return Promise.resolve({ trialId: id, path });
});
answer(connection, toAgent.endTrial, ({ shareId, trialId }) => {
  gateOf(shareId).trials.end(trialId);
  return Promise.resolve(null);
});
answer(connection, toAgent.closeShare, async ({ shareId }) => {
  await shares.close(shareId);
  return null;
});
answer(connection, toAgent.learnOrigin, async ({ tunnel, authtoken }, signal) => ({ publicOrigin: await learnOrigin(sessions, tunnel, authtoken, signal) }));
answer(connection, toAgent.discover, async ({ address }, signal) => discoveredRecord(await discoverProvider({ address, fetch: openidFetch, signal })));
answerInspections(connection, { fetch: openidFetch, clock: systemClock });

// The parent is gone: nothing passes any more, tunnels and sockets on disk go in good order, and then so do we.
process.on("disconnect", () => {
  setTimeout(() => process.exit(exit.orphaned), closingMs);
  void Promise.all([shares.closeAll(), trialGates.closeAll()]).finally(() => process.exit(exit.orphaned));
});
for (const event of ["uncaughtException", "unhandledRejection"] as const) {
  process.on(event, (error: unknown) => {
    log.error(`${event}: ${inert(maskSecrets(error instanceof Error ? `${error.name}: ${error.message}` : String(error), []), 500)}`);
    setTimeout(() => process.exit(exit.defect), 100);
  });
}
// The parent's terminal sends Ctrl-C to the whole group: the parent decides when this process ends.
process.on("SIGINT", () => undefined);

connection.listen();
