/**
 * A stand-in for ngrok's edge on loopback: the unmodified agent SDK connects to it, and it carries out the traffic
 * policies that Portcullis generates. Modelled on the agent's sources; nothing here was compared with ngrok's service.
 */
import { createServer } from "node:https";
import type { Clock } from "../../../src/base/clock";
import { SteadyClock } from "../../fakes/steadyClock";
import type { Authority } from "../authority";
import { listenOnLoopback, type Listening } from "../upstreams/listening";
import { AgentSessions, type AgentCommand, type AgentSession } from "./agentSessions";
import { Vaults } from "./cel";
import { CloudEndpoints, type CloudEndpoint } from "./cloudEndpoints";
import { Endpoints, type Address, type Endpoint } from "./endpoint";
import { Faults } from "./faults";
import { OpenidConnect, type VisitorSession } from "./openidConnect";
import { compilePolicy } from "./trafficPolicy";
import { VisitorFront, type RequestRecord } from "./visitorFront";
import type { RpcRecord } from "./wire";
import { writeAnswer } from "./writeAnswer";

export interface EdgeOptions {
  readonly authority: Authority;
  /** Accepted authtokens; `good-token` alone by default. */
  readonly authtokens?: readonly string[];
  /** The name of the account's dev domain. */
  readonly domain?: string;
  /** How many rules the plan allows per policy; the free plan's 5 by default. */
  readonly maxRules?: number;
  /** The account's secrets, by vault and name. */
  readonly vaults?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** How long an agent's heartbeats may be missing before it counts as gone; by default interval and tolerance as the agent announced them. */
  readonly heartbeatSilenceMs?: number;
  /** By which it notices that they are missing. */
  readonly clock?: Clock;
  /** Streams towards one agent at the same time; further visitors get 503. Default: as many as the agent bears. */
  readonly streamLimit?: number;
}

export interface Edge {
  /** `localhost:<port>`, what the agent connects to; 127.0.0.1 only. */
  readonly serverAddress: string;
  /** `https://localhost:<port>`, standing for the account's dev domain. */
  readonly publicOrigin: string;
  /** The name of the dev domain, as a bind may ask for it. */
  readonly domain: string;
  /** Where the https server that plays idp.ngrok.com listens. */
  readonly callbackPort: number;
  /** The account's domains, the dev domain first. */
  readonly addresses: readonly Address[];
  readonly sessions: readonly AgentSession[];
  /** How many TCP connections of agents there were so far. */
  readonly connections: number;
  readonly endpoints: readonly Endpoint[];
  /** What ngrok's API makes, changes and removes. */
  readonly cloud: CloudEndpoints;
  readonly rpcLog: readonly RpcRecord[];
  readonly requests: readonly RequestRecord[];
  readonly faults: Faults;
  /** The dev domain's address without TLS. @returns its port on 127.0.0.1 */
  listenPlain(): Promise<number>;
  /** Another reserved domain of the account, on an https port of its own. */
  addDomain(name: string): Promise<Address>;
  /** @returns whether there was one; the dev domain stays */
  removeDomain(name: string): Promise<boolean>;
  /** Ends the agents' TCP connections; they may connect again at once. */
  dropAgents(): void;
  /** Ends the agents' connections and takes none until `comeBack`, which listens at the same address. */
  goOffline(): Promise<void>;
  comeBack(): Promise<void>;
  /** Takes an endpoint offline and tells its agent, as ngrok does when somebody stops it from the dashboard. */
  stopTunnel(endpoint: Endpoint, message?: string, code?: string): void;
  /** Sends a command to every agent, or one of them; their answers: `{}` or `{ Error }`. */
  sendCommand(command: AgentCommand, sessionId?: string): Promise<unknown[]>;
  /** Who is signed in at the edge, and where. */
  readonly visitorSessions: readonly VisitorSession[];
  /** Signs every visitor out at the edge, or one. */
  endVisitorSessions(id?: string): void;
  close(): Promise<void>;
}

const commandMessages = {
  stop: {},
  restart: {},
  update: { Version: "99.0.0", PermitMajorVersion: false },
} as const satisfies Record<AgentCommand, object>;

export async function startEdge(options: EdgeOptions): Promise<Edge> {
  const { authority, authtokens = ["good-token"], domain = "stand-in.ngrok-free.dev", maxRules = 5, vaults, heartbeatSilenceMs, clock = new SteadyClock(), streamLimit } = options;
  const certificate = await authority.issue({ dns: ["localhost"], ips: ["127.0.0.1", "::1"] });
  const rpcLog: RpcRecord[] = [];
  const requests: RequestRecord[] = [];
  const faults = new Faults(() => agents.stallLinks());
  const openidConnect = new OpenidConnect();
  const fronts: { readonly name: string; readonly front: VisitorFront }[] = [];
  const addresses = (): Address[] => fronts.map(({ name, front }) => ({ name, origin: front.origin }));

  const compile = async (text: string) => {
    const policy = compilePolicy(text, maxRules, new Vaults(vaults));
    if (policy.openidConnect !== undefined) await openidConnect.checkIssuer(policy.openidConnect);
    return policy;
  };
  const cloud: CloudEndpoints = new CloudEndpoints({
    addresses,
    compile,
    agentsPool: (origin) => {
      const here = endpoints.at(origin);
      return here.length === 0 ? undefined : here.every(({ bind }) => bind.Extra.PoolingEnabled === true);
    },
  });
  const endpoints: Endpoints = new Endpoints({ addresses, compile, mayJoin: (origin, pooling) => cloud.at(origin).every(({ poolingEnabled }) => pooling && poolingEnabled) });
  const agents = new AgentSessions({
    certificate,
    authtokens: new Set(authtokens),
    faults,
    rpcLog,
    heartbeatSilenceMs,
    clock,
    streamLimit,
    bind: (session, request) => endpoints.bind(session, request),
    unbind: (session, id) => endpoints.unbind(session, id),
    gone: (session) => endpoints.unbindAll(session),
  });

  /** A pool may be of Cloud Endpoints and agents; each is as likely, and here they take turns. */
  let turn = 0;
  function nextAt(origin: string): Endpoint | CloudEndpoint | undefined {
    const clouds = cloud.at(origin);
    const all = clouds.length + endpoints.at(origin).length;
    if (clouds.length === 0) return endpoints.next(origin);
    turn += 1;
    return clouds[turn % all] ?? endpoints.next(origin);
  }

  async function addDomain(name: string): Promise<Address> {
    const front: VisitorFront = new VisitorFront({ certificate, faults, openidConnect, requests, endpoint: () => nextAt(front.origin), internal: (url) => endpoints.next(url) });
    await front.listen();
    fronts.push({ name, front });
    return { name, origin: front.origin };
  }

  const { origin: publicOrigin } = await addDomain(domain);
  const callback = await listenForCallbacks(authority, openidConnect);
  await agents.listen();

  return {
    serverAddress: `localhost:${agents.port}`,
    publicOrigin,
    domain,
    callbackPort: callback.port,
    get addresses() {
      return addresses();
    },
    get sessions() {
      return [...agents.sessions];
    },
    get connections() {
      return agents.connections;
    },
    get endpoints() {
      return endpoints.online;
    },
    cloud,
    rpcLog,
    requests,
    faults,
    listenPlain: () => fronts[0]!.front.listenPlain(),
    addDomain,
    async removeDomain(name) {
      const at = fronts.findIndex((one, index) => index > 0 && one.name === name);
      await fronts[at]?.front.close();
      if (at > 0) fronts.splice(at, 1);
      return at > 0;
    },
    dropAgents: () => agents.dropConnections(),
    goOffline: () => agents.stopListening(),
    comeBack: () => agents.listen(),
    stopTunnel(endpoint, message = "The endpoint was stopped.", code = "ERR_NGROK_3200") {
      endpoints.unbind(endpoint.session, endpoint.id);
      agents.stopTunnel(endpoint.session, { Id: endpoint.id, Message: message, ErrorCode: code });
    },
    sendCommand: (command, sessionId) => agents.command(command, commandMessages[command], sessionId),
    get visitorSessions() {
      return openidConnect.sessions;
    },
    endVisitorSessions: (id) => openidConnect.forget(id),
    async close() {
      await Promise.all([agents.close(), callback.close(), ...fronts.map(({ front }) => front.close())]);
    },
  };
}

/** The part of idp.ngrok.com that providers send browsers back to. */
async function listenForCallbacks(authority: Authority, openidConnect: OpenidConnect): Promise<Listening> {
  const certificate = await authority.issue({ dns: ["idp.ngrok.com", "localhost"], ips: ["127.0.0.1", "::1"] });
  return listenOnLoopback(() =>
    createServer(certificate, (incoming, outgoing) => {
      openidConnect.callback(incoming.url ?? "/").then(
        (answer) => writeAnswer(outgoing, answer),
        () => outgoing.destroy(),
      );
    }),
  );
}
