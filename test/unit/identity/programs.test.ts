import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { programsFromInput, programsProblem, programsSchema, type ProgramsProblem } from "../../../src/identity/programs";
import { programsProblemText, programsText } from "../../../src/presentation/programsText";
import { english } from "../presentation/english";

const keycloak = { kind: "other", issuer: "https://login.acme.com/realms/main", clientId: "share" } as const;
const okta = (issuer: string) => ({ kind: "okta", issuer, clientId: "share" }) as const;

describe("S24 programsFromInput", () => {
  it("reads an audience and client IDs as typed", () => {
    const read = programsFromInput(" https://api.acme.com ", "ci, deploy;ci\nx", keycloak);
    assert.deepEqual(read, { ok: true, programs: { audience: "https://api.acme.com", clientIds: ["ci", "deploy", "x"] } });
    assert.ok(read.ok);
    assert.ok(programsSchema.safeParse(read.programs).success);
  });

  for (const [audience, clients, problem] of [
    ["", "ci", "audienceMissing"], ["  ", "ci", "audienceMissing"], ["a b", "ci", "audienceUnreadable"], ["ä", "ci", "audienceUnreadable"], ["a".repeat(501), "ci", "audienceUnreadable"],
    ["api", "", "clientsMissing"], ["api", " ,; ", "clientsMissing"], ["api", "ä", "clientUnreadable"], ["api", "a".repeat(256), "clientUnreadable"], ["api", Array.from({ length: 21 }, (_, n) => `c${n}`).join(), "tooManyClients"],
    ["https://login.acme.com/realms/main", "ci", "audienceIsIssuer"], ["https://login.acme.com/realms/main/", "ci", "audienceIsIssuer"], ["share", "ci", "audienceIsClient"],
  ] as const satisfies readonly (readonly [string, string, ProgramsProblem])[]) {
    it(`says what is wrong with ${JSON.stringify(audience.slice(0, 40))} and ${JSON.stringify(clients.slice(0, 20))}: ${problem}`, () => {
      assert.deepEqual(programsFromInput(audience, clients, keycloak), { ok: false, problem });
      assert.notEqual(english(programsProblemText(problem)), "");
    });
  }

  it("refuses Okta's organisation server, whose tokens are for Okta, and takes a custom one's", () => {
    for (const issuer of ["https://acme.okta.com", "https://login.acme.com", "https://acme.okta.com/"]) assert.equal(programsProblem({ audience: "api" }, okta(issuer)), "tokensForOktaItself");
    assert.equal(programsProblem({ audience: "api://default" }, okta("https://acme.okta.com/oauth2/default")), undefined);
  });

  it("is said with audience and clients", () => {
    assert.equal(english(programsText(undefined)), "Programs can't come in with access tokens");
    assert.equal(english(programsText({ audience: "api", clientIds: ["ci"] })), "ci may come in with access tokens for api");
    assert.equal(english(programsText({ audience: "api", clientIds: ["ci", "b", "c"] })), "ci, b, +1 may come in with access tokens for api");
  });
});
