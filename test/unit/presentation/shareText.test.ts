import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { AccessRule } from "../../../src/identity/accessRule";
import type { ShareSpec } from "../../../src/protocol/shareSpec";
import type { ProvenAddress } from "../../../src/shares/provenAddress";
import { strangerNotice } from "../../../src/presentation/listenerText";
import { shareDetail, shareDetails, shareRow, visitorsRow } from "../../../src/presentation/shareRows";
import { invitation, ruleText, shareLabel, shareSentence, shareStateText, startStepText } from "../../../src/presentation/shareText";
import { optionValue } from "../../../src/presentation/optionText";
import { openPathProblemText } from "../../../src/presentation/openPathText";
import { statusBarText } from "../../../src/presentation/statusBarText";
import { english } from "./english";
import { address, hostile, noon, share, spec, states, watched } from "./shares";

const rule = (parts: Partial<AccessRule>): AccessRule => ({ everyone: false, emails: [], domains: [], ...parts });
const many = (count: number, of: (n: number) => string) => Array.from({ length: count }, (_, n) => of(n));

describe("the sentence that is confirmed", () => {
  const rules: readonly (readonly [AccessRule, string, string])[] = [
    [rule({ domains: ["acme.com"] }), "with everyone at acme.com", "Everyone at acme.com"],
    [rule({ domains: ["acme.com", "partner.io"] }), "with everyone at acme.com and partner.io", "Everyone at acme.com and partner.io"],
    [rule({ domains: many(4, (n) => `d${n}.com`) }), "with everyone at d0.com and 3 other domains", "Everyone at d0.com and 3 other domains"],
    [rule({ emails: ["bob@acme.com"] }), "with bob@acme.com", "bob@acme.com"],
    [rule({ emails: ["bob@acme.com", "eve@acme.com"] }), "with bob@acme.com and eve@acme.com", "bob@acme.com and eve@acme.com"],
    [rule({ emails: many(3, (n) => `p${n}@acme.com`) }), "with p0@acme.com and 2 others", "p0@acme.com and 2 others"],
    [rule({ domains: ["acme.com"], emails: many(5, (n) => `p${n}@x.io`) }), "with everyone at acme.com, and with p0@x.io, p1@x.io, +3", "Everyone at acme.com, and p0@x.io, p1@x.io, +3"],
    [rule({ everyone: true }), "with everyone whom Okta lets sign in", "Everyone whom Okta lets sign in"],
    [rule({ everyone: true, domains: ["acme.com"] }), "with everyone whom Okta lets sign in", "Everyone whom Okta lets sign in"],
    [rule({ groups: ["Engineering"] }), "with members of Engineering", "Members of Engineering"],
    [rule({ groups: many(3, (n) => `g${n}`) }), "with members of g0, g1, +1", "Members of g0, g1, +1"],
    [rule({ groups: ["Engineering"], domains: ["acme.com"] }), "with everyone at acme.com and members of Engineering", "Everyone at acme.com and members of Engineering"],
    [rule({ groups: ["Engineering"], emails: ["bob@x.io"] }), "with members of Engineering, and with bob@x.io", "Members of Engineering, and bob@x.io"],
    [rule({ groups: ["Engineering"], domains: ["acme.com"], emails: ["bob@x.io"] }), "with everyone at acme.com, members of Engineering, and with bob@x.io", "Everyone at acme.com, members of Engineering, and bob@x.io"],
    [rule({ domains: ["acme.com"], claims: [{ name: "department", value: "R&D" }] }), "with everyone at acme.com, only if department = R&D", "Everyone at acme.com, only if department = R&D"],
    [rule({ claims: [{ name: "a", value: "1" }, { name: "b", value: "2" }] }), "with everyone whom Okta lets sign in, only if a = 1, b = 2", "Everyone whom Okta lets sign in, only if a = 1, b = 2"],
    [rule({ domains: ["acme.com"], networks: ["203.0.113.0/24"] }), "with everyone at acme.com, only from 203.0.113.0/24", "Everyone at acme.com, only from 203.0.113.0/24"],
    [rule({ everyone: true, claims: [{ name: "a", value: "1" }], networks: many(3, (n) => `10.${n}.0.0/16`) }), "with everyone whom Okta lets sign in, only if a = 1, and only from 10.0.0.0/16, 10.1.0.0/16, +1", "Everyone whom Okta lets sign in, only if a = 1, and only from 10.0.0.0/16, 10.1.0.0/16, +1"],
    [rule({ networks: ["203.0.113.0/24"] }), "with nobody yet, only from 203.0.113.0/24", "Nobody yet, only from 203.0.113.0/24"],
    [rule({}), "with nobody yet", "Nobody yet"],
  ];
  for (const [given, within, alone] of rules) {
    it(`says "${within}"`, () => {
      assert.equal(english(shareSentence({ ...spec, rule: given }, "your-name.ngrok-free.dev")), `Share localhost:3000 ${within} · Okta · your-name.ngrok-free.dev`);
      assert.equal(english(ruleText(given, spec.provider)), alone);
    });
  }

  it("says where, as far as it is known", () => {
    const end = (message: ReturnType<typeof shareSentence>) => english(message).split(" · ").at(-1);
    assert.equal(end(shareSentence({ ...spec, tunnel: { kind: "local", port: 41730 } }, "ignored.example")), "this machine only");
    assert.equal(end(shareSentence({ ...spec, tunnel: { kind: "ngrok", rootCertificates: "ngrok", domain: "app.acme.com" } }, "other.example")), "app.acme.com");
    assert.equal(end(shareSentence(spec)), "your ngrok domain");
  });

  it("never cuts a name, so that what is approved is what is read", () => {
    const domain = `${many(4, () => "a".repeat(60)).join(".")}.com`;
    assert.ok(english(shareSentence({ ...spec, rule: rule({ domains: [domain, `x${domain.slice(1)}`] }) })).includes(domain));
  });

  it("S16 makes names inert", () => {
    const said = english(shareSentence({ ...spec, provider: { ...spec.provider, name: hostile }, rule: rule({ emails: [hostile] }) }, hostile));
    assert.doesNotMatch(said, /[[\]()$`<>\u202E\n]|:\/\//);
  });
});

describe("states in words", () => {
  const said: Readonly<Record<keyof typeof states, string>> = {
    starting: "Starting",
    live: "Live",
    doubted: "Live, not verified since 12:00",
    reconnecting: "Reconnecting since 12:00",
    failed: "Failed: Port 41730 is taken",
    stopping: "Stopping",
    stopped: "Stopped",
  };
  for (const [name, state] of Object.entries(states)) {
    it(`says ${said[name as keyof typeof states]}`, () => assert.equal(english(shareStateText(share(state), noon)), said[name as keyof typeof states]));
  }

  it("names each step of a start differently", () => {
    for (const tunnel of ["ngrok", "local"] as const) {
      assert.equal(new Set((["startingAgent", "openingTunnel", "proving"] as const).map((step) => english(startStepText(step, tunnel)))).size, 3);
    }
  });

  it("calls a share by its host once a proof held, and by its port before", () => {
    assert.equal(english(shareLabel(share(states.live))), "fluffy-otter.ngrok-free.dev");
    for (const state of [states.starting, states.failed, states.stopping]) assert.equal(english(shareLabel(share(state))), "localhost:3000");
  });
});

describe("the status bar", () => {
  it("is empty without shares, and once they stopped", () => {
    assert.equal(statusBarText([]), undefined);
    assert.equal(statusBarText([share(states.stopped)]), undefined);
  });

  const single: readonly (readonly [name: keyof typeof states, icon: string, text: string, tone: string, accessible: string, tooltip?: string])[] = [
    ["starting", "loading~spin", "localhost:3000", "calm", "localhost:3000: Starting"],
    ["live", "lock", "fluffy-otter", "calm", `${address}: Live`],
    ["doubted", "question", "fluffy-otter", "warning", `${address}: Live, not verified since 12:00`],
    ["reconnecting", "sync~spin", "fluffy-otter: reconnecting", "warning", `${address}: Reconnecting since 12:00`, `${address}: Reconnecting since 12:00, trying now\nngrok can't be reached`],
    ["failed", "error", "localhost:3000", "error", "localhost:3000: Failed: Port 41730 is taken"],
  ];
  for (const [name, icon, text, tone, accessible, tooltip = accessible] of single) {
    it(`shows one share that is ${name}`, () => {
      const shown = statusBarText([share(states[name])], noon)!;
      assert.deepEqual([shown.icon, english(shown.text), shown.tone, english(shown.accessible), english(shown.tooltip)], [icon, text, tone, accessible, tooltip]);
    });
  }

  it("counts down to the next try, in the tooltip and the row too; a screen reader is told of the state alone", () => {
    const waiting = share({ ...states.reconnecting, nextTryAt: 10_400 });
    const shown = statusBarText([waiting], noon, 8_000)!;
    assert.deepEqual([english(shown.text), english(shown.accessible)], ["fluffy-otter: next try in 3 s", `${address}: Reconnecting since 12:00`]);
    assert.match(english(shown.tooltip), /^https:\S+: Reconnecting since 12:00, next try in 3 s\nngrok can't be reached$/);
    assert.equal(english(statusBarText([waiting], noon, 10_399)!.text), "fluffy-otter: next try in 1 s");
    assert.equal(english(statusBarText([waiting], noon, 11_000)!.text), "fluffy-otter: next try in 1 s", "never nothing, nor less");
    const row = shareRow(waiting, noon, 8_000);
    assert.equal(english(row.description!), "Reconnecting since 12:00, next try in 3 s");
    assert.match(english(row.tooltip), /next try in 3 s\nngrok can't be reached\n/);
    assert.doesNotMatch(english(row.accessible), /next try/);
  });

  it("counts several, lists them in the tooltip, and warns of the worst", () => {
    const shown = statusBarText([share(states.live), share(states.reconnecting), share(states.failed), share(states.stopped)], noon)!;
    assert.deepEqual([english(shown.text), shown.tone, shown.icon], ["3 shares", "error", "error"]);
    assert.deepEqual(english(shown.tooltip).split("\n").map((line) => line.replace(/^.*: /, "")), ["Live", "Reconnecting since 12:00, trying now", "ngrok can't be reached", "Port 41730 is taken"]);
    assert.match(english(shown.accessible), /failed/);
    assert.equal(statusBarText([share(states.live), share(states.reconnecting)])!.tone, "warning");
  });

  it("shows the whole of an address on this machine", () => {
    const local = { ...states.live, address: "http://localhost:41730" as ProvenAddress };
    assert.equal(english(statusBarText([share(local)])!.text), "localhost:41730");
  });
});

describe("the tree", () => {
  it("has a row for each state with an icon, and says all of it to a screen reader", () => {
    for (const state of Object.values(states)) {
      const row = shareRow(share(state), noon);
      assert.match(row.icon, /^[a-z-]+(~spin)?$/);
      assert.match(english(row.accessible), /^Share of localhost:3000, .+, .+/);
    }
    assert.equal(english(shareRow(share(states.doubted), noon).accessible), "Share of localhost:3000, fluffy-otter.ngrok-free.dev, Live, not verified since 12:00");
    assert.notEqual(shareRow(share(states.doubted)).icon, shareRow(share(states.live)).icon);
  });

  it("S18 says who listens where the app did, above all else, and that a process can't be read", () => {
    const live = share(states.live);
    for (const [verdict, text] of [
      ["changed", "Another program listens there: nothing is forwarded"],
      ["otherUser", "Another user's process listens there: nothing is forwarded"],
      ["exposed", "Other users may replace the socket: nothing is forwarded"],
    ] as const) {
      const held = { ...live, listener: watched(verdict) };
      assert.equal(english(shareRow(held).description!), text);
      assert.notEqual(shareRow(held).icon, shareRow(live).icon);
      assert.equal(english(shareDetail(held, "app").accessible), `Shared port: localhost:3000, ${text}`);
      assert.equal(statusBarText([held])!.tone, "warning");
      assert.equal(english(statusBarText([held])!.accessible), `${address}: ${text}`);
    }
    const unread = { ...live, listener: watched("unknown") };
    assert.equal(english(shareRow(unread).description!), "Live");
    assert.equal(english(shareDetail(unread, "app").description!), "The app's process can't be read on this system");
    assert.equal(statusBarText([unread])!.tone, "calm");
    assert.equal(shareDetail({ ...live, listener: watched("gone") }, "app").description, undefined);
  });

  it("S18 S16 names the new program without letting its name or folder be more than text", () => {
    const named = english(strangerNotice(share(states.live), { state: "own", pid: 4711, name: "python3", folder: "/home/anna/other" }));
    assert.equal(named, "Another program listens on localhost:3000 now: python3 (process 4711) in /home/anna/other. Nothing is forwarded to it.");
    const evil = english(strangerNotice(share(states.live), { state: "own", pid: 1, name: hostile, folder: hostile }));
    assert.doesNotMatch(evil, /[[\]<>`$]|https:\/\/|\u202e|\n/i);
  });

  it("lists the parts, the address only when there is one", () => {
    assert.deepEqual(shareDetails(share(states.failed)), ["app", "provider", "rule", "enforcement"]);
    const live = share(states.live);
    assert.deepEqual(
      shareDetails(live).map((detail) => english(shareDetail(live, detail).accessible)),
      [`Address: ${address}`, "Shared port: localhost:3000", "Identity provider: Okta", "Who may come in: Everyone at acme.com", "Where sign-in is enforced: Sign-in on this machine"],
    );
    assert.equal(english(shareDetail(share(states.live, { enforcement: "edge" }), "enforcement").label), "Sign-in at ngrok's edge");
  });

  it("lists what a share does otherwise than by default, as a warning where it widens", () => {
    const open = share(states.live, { options: { sessions: { maxHours: 1, idleMinutes: 15 }, addressing: "preserved", developerEndpoints: "allow" } });
    const rows = shareDetails(open).slice(-3).map((detail) => shareDetail(open, detail));
    assert.deepEqual(rows.map(({ accessible }) => english(accessible)), [
      "How long a sign-in lasts: Sign-ins end after 1 hour, or 15 minutes without activity",
      "How the app sees its address: The app sees the public address",
      "Developer tools of the dev server: Visitors may use the dev server's developer tools",
    ]);
    assert.deepEqual(rows.map(({ icon }) => icon), ["settings-gear", "settings-gear", "warning"]);
    assert.deepEqual(shareDetails(share(states.live, { options: { addressing: "rewritten", developerEndpoints: "refuse" } })), shareDetails(share(states.live)));
  });

  it("S6 lists each open path by itself, as a warning, to the letter", () => {
    const open = share(states.live, { options: { openPaths: [{ path: "/hooks/_a~b", methods: ["POST"] }, { path: "/www.x", prefix: true, methods: ["GET", "HEAD"] }, { path: "/c", methods: ["PUT"] }] } });
    const details = shareDetails(open).slice(5);
    const rows = details.map((detail) => shareDetail(open, detail));
    assert.deepEqual(rows.map(({ accessible }) => english(accessible)), [
      "Open to everyone, without sign-in: POST /hooks/_a~b",
      "Open to everyone, without sign-in: GET, HEAD /www.x and everything below",
      "Open to everyone, without sign-in: PUT /c",
    ]);
    assert.deepEqual(rows.map(({ label }) => english(label)), ["POST /hooks/_a~b", "GET, HEAD /www.x and everything below", "PUT /c"]);
    assert.ok(rows.every(({ icon }) => icon === "warning"));
    assert.equal(english(optionValue("openPaths", open.spec.options ?? {})), "Open to everyone, without sign-in: POST /hooks/_a~b; GET, HEAD /www.x and everything below; 1 more");
    assert.equal(english(optionValue("openPaths", {})), "Nothing is open without sign-in");
    assert.deepEqual(shareDetails(share(states.live, { options: { openPaths: [] } })), shareDetails(share(states.live)));
  });

  it("shows header rules in a row of their own, two by name and none by value", () => {
    const set = (name: string) => ({ direction: "request", action: "set", name, value: "hunter2" }) as const;
    const ruled = share(states.live, { options: { headerRules: [set("X-A"), { direction: "response", action: "remove", name: "X-B" }, set("X-C")] } });
    const [detail, ...others] = shareDetails(ruled).slice(5);
    assert.deepEqual([detail, others], ["headerRules", []]);
    const row = shareDetail(ruled, "headerRules");
    assert.equal(english(row.accessible), "Header rules: X-A set in requests; X-B removed from responses; 1 more");
    assert.equal(row.icon, "settings-gear");
    assert.deepEqual(shareDetails(share(states.live, { options: { headerRules: [] } })), shareDetails(share(states.live)));
  });

  it("counts visitors", () => {
    const visitor = { id: "v", subject: "s", signedInAt: 1, lastSeenAt: 1, open: 0 };
    assert.deepEqual([[], [visitor], [visitor, visitor]].map((visitors) => english(visitorsRow({ visitors }).label)), ["Nobody has signed in yet", "1 visitor", "2 visitors"]);
  });
});

describe("an open path that is refused", () => {
  for (const problem of ["everything", "own", "notPlain", "method", "tooMany"] as const) {
    it(`S16 says why (${problem}), with what was typed made inert`, () => assert.doesNotMatch(english(openPathProblemText(problem, hostile)), /[[\]()$`<>\u202E\n]|:\/\//));
  }
});

describe("the invitation", () => {
  it("promises nothing of what is open to everyone", () => {
    const said = (options: ShareSpec["options"]) => english(invitation({ ...spec, ...(options && { options }) }, address));
    assert.match(said(undefined), /Nobody else can open it/);
    assert.doesNotMatch(said({ openPaths: [{ path: "/c", methods: ["PUT"] }] }), /Nobody else/);
  });

  it("has the address whole, who may come in and with which sign-in", () => {
    const text = english(invitation(spec, address));
    assert.ok(text.split("\n").includes(address));
    assert.match(text, /Okta/);
    assert.match(text, /Who may come in: Everyone at acme\.com\./);
  });

  it("says so when the address works on this machine only", () => {
    assert.match(english(invitation({ ...spec, tunnel: { kind: "local", port: 41730 } }, "http://localhost:41730" as ProvenAddress)), /this machine only/);
  });
});
