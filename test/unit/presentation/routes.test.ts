import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { inWords, type Message } from "../../../src/presentation/message";
import { addRouteSentence, routeProblemText, routeText } from "../../../src/presentation/routesText";
import { shareDetail, shareDetails, shareRow } from "../../../src/presentation/shareRows";
import { invitation, shareLabel, shareSentence } from "../../../src/presentation/shareText";
import { statusBarText } from "../../../src/presentation/statusBarText";
import { routePrefixProblem, type Route } from "../../../src/protocol/routes";
import type { Share } from "../../../src/shares/share";
import { address, noon, share, spec, states, watched } from "./shares";

const words = (text: Message) => inWords(text, (template, args) => template.replace(/\{(\w+)\}/g, (_, name: string) => String(args[name])));
const at = (prefix: string, port: number): Route => ({ prefix, upstream: { scheme: "http", address: "127.0.0.1", port } });
const routes = [at("/api", 8000), at("/docs", 8080)];
const withRoutes = (verdict: Parameters<typeof watched>[0] = "same"): Share => ({ ...share(states.live, { routes }), routes: routes.map((route, index) => ({ ...route, listener: watched(index === 0 ? verdict : "same") })) });

describe("S23 routes in words", () => {
  it("are in the sentence that is the consent, the first by name", () => {
    assert.match(words(shareSentence({ ...spec, routes: [at("/api", 8000)] })), /^Share localhost:3000 and localhost:8000 \(\/api\) with everyone at acme\.com/);
    assert.match(words(shareSentence({ ...spec, routes })), /^Share localhost:3000, localhost:8000 \(\/api\) and 1 more with/);
    assert.equal(words(shareSentence({ ...spec, routes: [] })), words(shareSentence(spec)));
  });

  it("are rows below the share, its tooltip's lines, and addresses in the invitation", () => {
    const one = withRoutes();
    assert.deepEqual(shareDetails(one).filter((detail) => detail.startsWith("route:")), ["route:/api", "route:/docs"]);
    assert.equal(words(shareDetail(one, "route:/api").label), "localhost:8000 behind /api");
    assert.match(words(shareRow(one, noon).tooltip), /localhost:3000\nlocalhost:8000 behind \/api\nlocalhost:8080 behind \/docs/);
    assert.match(words(invitation(one.spec, address)), /ngrok-free\.dev\nhttps:\/\/fluffy-otter\.ngrok-free\.dev\/api\nhttps:\/\/fluffy-otter\.ngrok-free\.dev\/docs\n/);
  });

  it("S18 say each by itself who listens there; the status bar warns and names the path", () => {
    const held = withRoutes("changed");
    assert.equal(words(shareDetail(held, "route:/api").description!), "Another program listens there: nothing is forwarded");
    assert.equal(shareDetail(held, "route:/api").color, "list.warningForeground");
    for (const detail of ["route:/docs", "app"] as const) assert.equal(shareDetail(held, detail).description, undefined);
    const bar = statusBarText([held], noon)!;
    assert.equal(bar.tone, "warning");
    assert.match(words(bar.tooltip), /\/api: Another program listens there/);
    assert.equal(statusBarText([withRoutes()], noon)!.tone, "calm");
  });

  it("S18 name a service that hands over the machine, wherever a route is named", () => {
    assert.equal(words(routeText(at("/docker", 2375))), "localhost:2375 behind /docker (usually Docker)");
  });

  it("are added by a sentence, which names what they take the place of", () => {
    const host = shareLabel(share(states.live));
    assert.equal(words(addRouteSentence(at("/api", 8000), host, undefined)), "Put localhost:8000 behind /api of fluffy-otter.ngrok-free.dev");
    assert.equal(words(addRouteSentence(at("/api", 8000), host, at("/api", 9000).upstream)), "Put localhost:8000 behind /api of fluffy-otter.ngrok-free.dev instead of localhost:9000");
  });

  it("say what is wrong with a path", () => {
    for (const typed of ["/", "/.portcullis", "/a//b"]) assert.ok(words(routeProblemText(routePrefixProblem(typed)!, typed)).endsWith("."), typed);
  });
});
