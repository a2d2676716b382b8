import { Emitter } from "../base/emitter";
import { ExpectedError } from "../base/expectedError";
import type { Disposable } from "../base/disposable";
import { inert } from "../base/inert";
import { decide as admission } from "../identity/accessRule";
import { networkTest } from "../identity/networks";
import type { Person } from "../identity/person";
import { wantedBy } from "../identity/wantedClaims";
import type { Upstream } from "../protocol/upstream";
import { anomaly, busy, plainAnswer, sendAnswer, type Answer } from "./answer";
import { clientAddress } from "./clientAddress";
import { corsHeaders, noOrigins } from "./cors";
import { decide } from "./decide";
import { refuse, type Decision, type Enforcement } from "./decision";
import { EdgeEnforcement } from "./edgeEnforcement";
import { endsStored } from "./endsStored";
import { isGone, type Exchange } from "./exchange";
import { ExchangeRecords } from "./exchangeRecords";
import { checkFraming } from "./framing";
import { frontServer } from "./frontServer";
import { sessionMaxAge, type GateContext } from "./gateContext";
import { openFrontDoor } from "./gateDoor";
import { GateEnforcement } from "./gateEnforcement";
import { defaultLimits, shortenedBy, type Gate, type GateOptions } from "./gateOptions";
import { LastStep } from "./lastStep";
import { LoadedPath } from "./loadedPath";
import { isNavigation } from "./navigation";
import { OpenPaths } from "./openPaths";
import { notOpenPage, stoppedPage } from "./pages";
import { Places } from "./places";
import { Programs } from "./programs";
import { placeOf, type Place } from "./place";
import { proofDecision } from "./proofDecision";
import { poolOf } from "./pool";
import { ProofRecorder } from "./proofRecorder";
import { publicOrigin, type PublicOrigin } from "./publicOrigin";
import { newReference } from "./reference";
import { waitingHeader } from "./reloadScript";
import { Routes } from "./routes";
import { Sessions } from "./sessions";
import { StrangerCount } from "./strangerCount";
import { judgement } from "./triedSignIn";
import { Trials } from "./trials";
import { visitorsOf, type Visitor } from "./visitors";

const visitorsEveryMs = 100;
/** No socket, so that it could not be dialled either. */
const nowhere: Upstream = { scheme: "http", socketPath: "/dev/null" };

/** Makes a gate, closed to everyone. @throws ExpectedError local.portTaken {port} */
export async function createGate(options: GateOptions): Promise<Gate> {
  const { clock, log } = options;
  const limits = shortenedBy({ ...defaultLimits, ...options.limits }, () => shareOptions);
  const visitorsChanged = new Emitter<readonly Visitor[]>();
  const strangers = new StrangerCount(clock);
  const failed = new Emitter<ExpectedError>();
  const tableChanged = new Emitter<"now" | "soon">();
  const proofs = new ProofRecorder();
  const trials = new Trials(clock);
  const records = new ExchangeRecords(clock);
  const loadedPath = options.rememberLoaded === true ? new LoadedPath() : undefined;
  const places = options.streams ?? new Places(clock, { total: limits.connections, strangers: limits.connections, reserved: 0, strangerMs: 0 });
  const closing = new AbortController();
  const routes = new Routes(options.upstream === "none" ? nowhere : options.upstream, { ...options, closing: closing.signal });
  const openPaths = new OpenPaths(clock, (target) => routes.developerEndpoint(target) !== undefined);
  let rule = options.rule;
  let isWithin = networkTest(rule.networks);
  let shareOptions = options.shareOptions ?? {};
  let place: Place | undefined;
  let passage: "shut" | "open" | "stopped" = "shut";
  let sealMissed = false;
  let telling: Disposable | undefined;
  let closed: Promise<void> | undefined;

  const admitsPerson = (person: Person) => admission(rule, person, { vouchesForEmail: options.vouchesForEmail }).admitted;
  const visitors = () => visitorsOf(sessions.sights());
  const pool = poolOf(options.enforcement);
  const sessions = new Sessions(clock, limits, {
    formToken: pool?.formToken,
    ended(session, reason) {
      enforcement.ended(session, reason);
      programs.ended(session, reason);
      if (reason === "signedOut" || reason === "leftOut") tableChanged.fire("now");
    },
    changed() {
      tableChanged.fire("soon");
      telling ??= clock.after(visitorsEveryMs, () => {
        telling = undefined;
        visitorsChanged.fire(visitors());
      });
    },
  });
  const context: GateContext = {
    shareId: options.shareId,
    originMark: pool?.originMark ?? options.shareId,
    names: {
      providerName: options.providerName,
      /** The address that visitors opened: the port behind it means nothing to them. */
      get shareName() {
        return place?.origin.host ?? "";
      },
    },
    clock,
    log,
    limits,
    sessions,
    routes,
    openPaths,
    get programs() {
      return programs;
    },
    closing: closing.signal,
    options: () => shareOptions,
    origin: () => place?.origin,
    allowedOrigins: () => place?.allowedOrigins ?? noOrigins,
    admits: (person, exchange) => admitsPerson(person) && isWithin(clientAddress(exchange, options.clientAddress)),
    wanted: () => wantedBy(rule),
    judge: (person, exchange) => ({ ...judgement(rule, person, options), ...((rule.networks ?? []).length > 0 && { withinNetworks: isWithin(clientAddress(exchange, options.clientAddress)) }) }),
    trials,
    crowded: () => places.crowded,
    endsStored: () => endsStored(options, closing.signal),
  };
  const programs = new Programs(context, options.openid);
  const enforcement: Enforcement =
    options.enforcement.kind === "gate" ? new GateEnforcement(context, options.openid) : new EdgeEnforcement(context, options.openid, options.enforcement);

  openPaths.set(shareOptions.openPaths ?? []);
  routes.set(options.routes ?? []);

  const lastStep = new LastStep({ context, routes, openPaths, loadedPath, options, withheld, isOpen: () => passage === "open", defect: (error) => defect(error).answer });
  const front = frontServer(limits, places, {
    handle: (exchange) => void handle(exchange).catch((error: unknown) => defect(error)),
    unheard: () => strangers.add(),
  });
  const frontDoor = await openFrontDoor(options.frontDoor, front.server);

  /** Decides, reports to the proof, acts. Rejects only with a defect of a listener. */
  async function handle(exchange: Exchange): Promise<void> {
    if (passage === "stopped") {
      sendAnswer(exchange, checkFraming(exchange, place?.origin) ?? withheld(exchange));
      return;
    }
    const marker = proofs.markerOf(exchange.headers);
    const recorded = records.begin(exchange);
    const decision = await decide(exchange, context, enforcement).catch((error: unknown) => defect(error));
    if (marker !== undefined) proofs.record(marker, proofDecision(exchange, decision));
    else {
      recorded?.(decision);
      if (decision.kind === "answer" && decision.outcome !== "ownPage") strangers.add();
    }
    try {
      act(exchange, decision, marker !== undefined);
    } catch (error) {
      refuseWith(exchange, defect(error).answer);
    }
    if (decision.kind === "answer" && decision.unsealed !== undefined && passage === "open" && marker === undefined && !sealMissed) {
      sealMissed = true;
      failed.fire(new ExpectedError(decision.unsealed));
    }
  }

  function act(exchange: Exchange, decision: Decision, marked: boolean): void {
    // Stopped while it was being decided: a sign-in that waited for its provider.
    if (passage === "stopped") refuseWith(exchange, withheld(exchange));
    else if (decision.kind === "answer") refuseWith(exchange, decision.outcome === "refused" ? readable(exchange, decision.answer) : decision.answer);
    // The last step: the recorder, or the upstream. Nothing else differs between a gate that is proven and one that is live.
    else if (marked || passage !== "open" || place === undefined) refuseWith(exchange, withheld(exchange));
    else if (isGone(exchange)) return;
    else if (decision.kind === "open") {
      // Few at once and bounded in time by themselves: its connection gives way no sooner than one that is being decided.
      exchange.response.once("close", () => front.refuse(exchange));
      lastStep.toOpenPath(exchange, decision.path);
    } else if (!front.admit(exchange)) refuseWith(exchange, busy());
    else lastStep.toApp(exchange, decision);
  }

  /** S7: a page that is allowed by name may learn why its request was refused. */
  function readable(exchange: Exchange, answer: Answer): Answer {
    return { ...answer, headers: [...answer.headers, ...corsHeaders(exchange, context.allowedOrigins())] };
  }

  /** Behind ngrok a stranger's connection is a stream, and is given back at once. */
  function refuseWith(exchange: Exchange, answer: Answer): void {
    front.refuse(exchange);
    sendAnswer(exchange, options.streams === undefined ? answer : { ...answer, close: true });
  }

  function withheld(exchange: Exchange): Answer {
    if (passage === "stopped") return { ...(isNavigation(exchange) ? stoppedPage(context.names) : plainAnswer(503, "stopped")), close: true };
    return isNavigation(exchange) ? notOpenPage(context.names) : plainAnswer(503, "notOpenYet", ["Retry-After", "3", waitingHeader, "notOpenYet"]);
  }

  function settle(origin: PublicOrigin): void {
    place = placeOf(origin, options, shareOptions);
    routes.settle(place);
  }

  function stop(): void {
    passage = "stopped";
    closing.abort();
    sessions.endInFlight();
    openPaths.endInFlight();
  }

  function defect(error: unknown) {
    const reference = newReference();
    log.error(`the gate failed on a request (${reference}): ${inert(error instanceof Error ? (error.stack ?? error.message) : String(error), 1000)}`);
    return refuse({ ...anomaly(500, `internal ${reference}`), reference });
  }

  return {
    door: frontDoor.door,
    setPublicOrigin(address) {
      settle(publicOrigin(address));
    },
    goLive() {
      if (passage === "stopped") return;
      if (options.upstream === "none") throw new Error("A gate without an upstream never goes live.");
      passage = "open";
      // Known before the first visitor comes.
      routes.doubt();
    },
    shut() {
      if (passage !== "stopped") passage = "shut";
      sessions.endInFlight();
      openPaths.endInFlight();
    },
    quiet: () => front.quiet(),
    stop,
    expectProof: (marker) => proofs.expect(marker),
    recentlyLoaded: () => loadedPath?.path,
    collectProof: (marker) => proofs.collect(marker),
    onVisitors: visitorsChanged.event,
    onExchange: records.event,
    requestCount: () => records.count,
    onStrangers: strangers.event,
    onFailed: failed.event,
    visitors,
    setRule(next) {
      const before = rule;
      rule = next;
      sessions.endWhere("leftOut", ({ person }) => !admitsPerson(person));
      if (JSON.stringify(next.networks ?? []) === JSON.stringify(before.networks ?? [])) return;
      isWithin = networkTest(next.networks);
      // Where what is open comes from is asked when it is opened again.
      sessions.endInFlight();
    },
    setOptions(next) {
      shareOptions = next;
      openPaths.set(next.openPaths ?? []);
      programs.optionsChanged();
      if (place === undefined) return;
      settle(place.origin);
      sessions.shorten(sessionMaxAge(context, place.origin));
    },
    setRoutes: (next) => routes.set(next),
    signOut(visitorId) {
      sessions.endWhere("signedOut", (session) => visitorId === undefined || session.visitorId === visitorId);
    },
    trials,
    onTable: tableChanged.event,
    // Programs bring their tokens again; who of them was put out has to be known still. The edge has no programs.
    table: () => ({ sessions: sessions.records().filter(({ key }) => !programs.owns(key)), memory: enforcement.memory?.() ?? programs.memory() }),
    restore(table) {
      if (place === undefined) throw new Error("Sessions belong to an origin, which is not known yet.");
      enforcement.recall?.(table === "lost" ? table : (table.memory ?? "lost"));
      programs.recall(table === "lost" ? table : table.memory);
      if (table === "lost") return;
      sessions.restore(table.sessions, sessionMaxAge(context, place.origin));
      sessions.endWhere("leftOut", ({ person }) => !admitsPerson(person));
    },
    close() {
      closed ??= end();
      return closed;
    },
  };

  async function end(): Promise<void> {
    stop();
    // Who asks in this very moment still gets an answer.
    await front.quiet();
    const ended = frontDoor.close();
    sessions.endWhere("displaced", () => true);
    telling?.dispose();
    visitorsChanged.dispose();
    records.dispose();
    tableChanged.dispose();
    strangers.dispose();
    trials.dispose();
    front.endConnections();
    await ended;
    routes.close();
  }
}
