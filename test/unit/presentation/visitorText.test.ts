import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { VisitorRecord } from "../../../src/protocol/messages";
import { visitorDescription, visitorLabel, visitorTooltip } from "../../../src/presentation/visitorText";
import { english } from "./english";
import { hostile, noon } from "./shares";

const visitor = (parts: Partial<VisitorRecord> = {}): VisitorRecord => ({ id: "v", subject: "00u1", signedInAt: 1, lastSeenAt: 2, open: 0, ...parts });

describe("a visitor in words", () => {
  it("goes by name, else e-mail address, else user name, else subject", () => {
    assert.equal(visitorLabel(visitor({ name: "Bob", email: "bob@acme.com", preferredUsername: "bob" })), "Bob");
    assert.equal(visitorLabel(visitor({ email: "bob@acme.com", preferredUsername: "bob" })), "bob@acme.com");
    assert.equal(visitorLabel(visitor({ preferredUsername: "bob" })), "bob");
    assert.equal(visitorLabel(visitor()), "00u1");
    assert.equal(visitorLabel(visitor({ name: "\u202E\u200B ", email: "bob@acme.com" })), "bob@acme.com");
  });

  it("shows the address beside a name that could be anybody's", () => {
    assert.equal(visitorDescription(visitor({ name: "eve@acme.com", email: "bob@acme.com" })), "bob@acme.com");
    assert.equal(visitorDescription(visitor({ email: "bob@acme.com" })), undefined);
    assert.equal(visitorDescription(visitor()), undefined);
  });

  it("tells in the tooltip who it is and whether they are here", () => {
    const told = (parts: Partial<VisitorRecord>) => english(visitorTooltip(visitor(parts), noon));
    assert.equal(told({ email: "bob@acme.com", open: 1 }), "bob@acme.com\nE-mail: bob@acme.com\nSubject: 00u1\nSigned in at 12:00\nHere now");
    assert.match(told({ open: 0 }), /Last seen at 12:00$/);
    assert.equal(told({ program: true }), "00u1\nA program with an access token\nSubject: 00u1\nFirst came at 12:00\nLast seen at 12:00");
  });

  it("S16 never shows a name as a command", () => {
    const evil = visitor({ name: hostile, email: hostile, preferredUsername: hostile, subject: hostile });
    for (const said of [visitorLabel(evil), visitorDescription(evil) ?? "", ...english(visitorTooltip(evil, noon)).split("\n")]) {
      assert.doesNotMatch(said, /[[\]()$`<>\u202E]|:\/\//);
      assert.ok(said.length <= 140);
    }
    assert.equal(english(visitorTooltip(evil, noon)).split("\n").length, 5, "no line is added");
  });
});
