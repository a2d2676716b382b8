// The limits that a share is started with are the gate's.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { shareSpecSchema } from "../../../src/protocol/shareSpec";
import { startShareRig, type ShareRig } from "../../rig/shareRig";

const never = new AbortController().signal;

describe("how long a sign-in lasts", () => {
  let rig: ShareRig;
  before(async () => {
    rig = await startShareRig();
  });
  after(() => rig.close());

  for (const [hours, sessions] of [[8, undefined], [3, { maxHours: 3, idleMinutes: 0 }]] as const) {
    it(`is ${hours} hours ${sessions === undefined ? "where the share says nothing" : "where the share says so"}`, async () => {
      await rig.registry.start({ ...rig.spec(), ...(sessions && { sessions }) }, rig.secrets, { signal: never });
      const visit = await rig.visitor().navigate(`${rig.edge.publicOrigin}/echo`, { as: "alice@acme.com" });
      const ages = visit.hops.flatMap(({ headers }) => headers["set-cookie"] ?? []).flatMap((cookie) => /^__Host-portcullis-[a-z0-9]{12}=.+Max-Age=(\d+)/.exec(cookie)?.[1] ?? []);
      assert.deepEqual(ages, [String(hours * 3600)]);
      await rig.registry.stopAll();
    });
  }

  it("is never more than a day, whoever writes the spec", () => {
    for (const sessions of [{ maxHours: 25, idleMinutes: 0 }, { maxHours: 0, idleMinutes: 0 }, { maxHours: 8, idleMinutes: -1 }]) {
      assert.equal(shareSpecSchema.safeParse({ ...rig.spec(), sessions }).success, false);
    }
  });
});
