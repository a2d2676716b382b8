import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { addressHolder, devDomainHolder } from "../../../src/shares/addressHolder";
import type { Share } from "../../../src/shares/share";
import { address, share, states } from "../presentation/shares";

const dev = share(states.live);
const named = share(states.starting, { tunnel: { kind: "ngrok", rootCertificates: "ngrok", domain: "acme.ngrok.app" } });
const nowhere = { origin: undefined, domain: undefined };

describe("the share that has an address already", () => {
  it("is found by its origin, or by the domain that it names, before it is live too", () => {
    assert.equal(addressHolder([dev, named], { origin: address, domain: undefined }), dev);
    assert.equal(addressHolder([dev, named], { origin: undefined, domain: "fluffy-otter.ngrok-free.dev" }), dev);
    assert.equal(addressHolder([dev, named], { origin: "https://localhost:1", domain: "acme.ngrok.app" }), named);
    assert.equal(addressHolder([share(states.reconnecting)], { origin: address, domain: undefined })?.state.kind, "reconnecting");
  });

  it("is none where the address is another, is not known, or the share is over", () => {
    for (const [shares, place] of [
      [[dev, named], { origin: "https://other.ngrok.app", domain: "other.ngrok.app" }],
      [[dev, named], nowhere],
      [[share(states.failed), share(states.stopped), share(states.stopping)], { origin: address, domain: undefined }],
      [[share(states.live, { tunnel: { kind: "local", port: 41730 } })], { origin: address, domain: undefined }],
    ] as const satisfies readonly (readonly [readonly Share[], object])[]) assert.equal(addressHolder(shares, place), undefined);
  });

  it("has the account's own domain where it names none", () => {
    assert.equal(devDomainHolder([named, dev]), dev);
    assert.equal(devDomainHolder([named, share(states.failed)]), undefined);
  });
});
