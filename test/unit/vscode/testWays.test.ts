// The buttons of Test SSO do what they say, and those that could not are not there.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { commands } from "../../../src/contributions";
import type { ActionId, ErrorAction } from "../../../src/presentation/errorAction";
import type { TunnelSpec } from "../../../src/protocol/shareSpec";
import type { Share } from "../../../src/shares/share";
import type { OwnEffects } from "../../../src/vscode/failureEffects";
import { isOffered, testWays, type TestWayParts } from "../../../src/vscode/testSso/testWays";

const kinds = ["changeAddress", "chooseOtherPort", "editProvider", "editRule", "leaveRulesOut", "openShare", "replaceSecret", "retry", "setAuthtoken", "stopOther", "switchToGate"] as const satisfies readonly ActionId[];
const ngrok: TunnelSpec = { kind: "ngrok", rootCertificates: "ngrok" };
const share = (enforcement: "gate" | "edge") => ({ spec: { id: "a2345678bcde", enforcement } }) as Share;

function waysOf(change: Partial<TestWayParts>) {
  const done: string[] = [];
  const does = (what: string) => () => {
    done.push(what);
    return Promise.resolve();
  };
  const ways = testWays({
    providerId: "okta",
    tunnel: ngrok,
    share: undefined,
    ofShare: undefined,
    run: (command, row) => does(`${command} ${JSON.stringify(row ?? "")}`)(),
    changeRule: does("change rule"),
    replaceAuthtoken: does("replace authtoken"),
    stopOther: (url) => does(`stop other ${url}`)().then(() => url !== "none"),
    again: does("again"),
    againIfChanged: does("again if changed"),
    ...change,
  });
  const press = async (action: ErrorAction) => {
    done.splice(0);
    await (ways[action.kind as keyof OwnEffects] as (action: ErrorAction) => Promise<void>)(action);
    return done.splice(0);
  };
  return { press, does, offered: kinds.filter((kind) => isOffered(ways, kind)) };
}

const row = JSON.stringify({ kind: "provider", providerId: "okta" });

describe("the buttons of a test", () => {
  it("of a provider alone change what is stored, and the test runs again", async () => {
    const { press, offered } = waysOf({});
    assert.deepEqual(offered, ["editProvider", "replaceSecret", "retry", "setAuthtoken", "stopOther"]);
    assert.deepEqual(await press({ kind: "setAuthtoken" }), ["replace authtoken", "again"]);
    assert.deepEqual(await press({ kind: "replaceSecret" }), [`${commands.rotateSecret} ${row}`, "again if changed"]);
    assert.deepEqual(await press({ kind: "editProvider" }), [`${commands.editProvider} ${row}`, "again if changed"]);
    assert.deepEqual(await press({ kind: "stopOther", url: "https://one.example" }), ["stop other https://one.example", "again"]);
    assert.deepEqual(await press({ kind: "stopOther", url: "none" }), ["stop other none"]);
    assert.deepEqual(await press({ kind: "retry" }), ["again"]);
  });

  it("of a provider alone that is tried without ngrok have nothing of ngrok's", () => {
    assert.deepEqual(waysOf({ tunnel: { kind: "local", port: 41730 } }).offered, ["editProvider", "replaceSecret", "retry"]);
  });

  it("of a share are those under its own failure, and the test runs again", async () => {
    const heard: string[] = [];
    const way = (what: string) => () => Promise.resolve(void heard.push(what));
    const ofShare = Object.fromEntries(["changeAddress", "editProvider", "leaveRulesOut", "replaceSecret", "setAuthtoken", "stopOther", "switchToGate"].map((kind) => [kind, way(kind)])) as OwnEffects;
    const { press, offered } = waysOf({ share: share("edge"), ofShare });
    assert.deepEqual(offered, kinds);
    for (const [action, after] of [
      [{ kind: "changeAddress" }, "again if changed"],
      [{ kind: "editProvider" }, "again if changed"],
      [{ kind: "leaveRulesOut" }, "again"],
      [{ kind: "replaceSecret" }, "again if changed"],
      [{ kind: "setAuthtoken" }, "again"],
      [{ kind: "stopOther", url: "https://one.example" }, "again"],
      [{ kind: "switchToGate" }, "again if changed"],
    ] as const) {
      assert.deepEqual([await press(action), heard.splice(0)], [[after], [action.kind]]);
    }
    assert.deepEqual(await press({ kind: "editRule" }), ["change rule"]);
    assert.deepEqual(await press({ kind: "openShare" }), [`${commands.openAddress} ${JSON.stringify({ shareId: "a2345678bcde" })}`]);
  });

  it("of a share leave out what it has already, and what it can't have before it was live", () => {
    const switchToGate = () => Promise.resolve();
    assert.ok(!waysOf({ share: share("gate"), ofShare: { switchToGate } }).offered.includes("switchToGate"));
    assert.deepEqual(waysOf({ share: share("edge") }).offered, ["chooseOtherPort", "editProvider", "editRule", "openShare", "replaceSecret", "retry"]);
  });

  it("leave everything that means the same everywhere as it is", () => {
    for (const kind of ["copyRedirectUri", "openSettings", "openUrl", "setApiKey", "showLog"] as const) assert.ok(isOffered({}, kind));
  });
});
