import assert from "node:assert/strict";
import { it } from "node:test";
import { providerProfileSchema } from "../../../src/identity/providerProfile";

const profile = { id: "okta-1", name: "Okta", kind: "okta", issuer: "https://acme.okta.com", clientId: "0oa1", clientAuthentication: "client_secret_basic", scopes: ["openid"] };
const taken = (change: object) => providerProfileSchema.safeParse({ ...profile, ...change }).success;

it("a profile without the optional fields reads back as written", () => {
  assert.deepEqual(providerProfileSchema.parse(profile), profile);
});

it("the day on which the secret expires is a day that there is", () => {
  for (const day of ["2027-03-31", "2028-02-29"]) assert.ok(taken({ secretExpires: day }), day);
  for (const day of ["", "soon", "2027-02-29", "31.3.2027", "2027-03-31T00:00:00Z", 1]) assert.ok(!taken({ secretExpires: day }), String(day));
});

it("redirect URIs are web addresses, as many as are kept", () => {
  const uri = "https://acme-demo.ngrok-free.dev/.portcullis/callback";
  for (const redirectUris of [[uri], ["http://localhost:41730/.portcullis/callback", uri], Array.from({ length: 20 }, () => uri)]) assert.ok(taken({ redirectUris }));
  for (const redirectUris of [[], uri, ["javascript:alert(1)"], ["/callback"], Array.from({ length: 21 }, () => uri)]) assert.ok(!taken({ redirectUris }), JSON.stringify(redirectUris));
});

it("how the client was made names what is needed to take it back, and nothing that could be a path or a script", () => {
  assert.ok(taken({ registration: { by: "okta", appId: "0oab1c2d3" } }));
  assert.ok(taken({ registration: { by: "rfc7591", uri: "https://id.acme.com/realms/a/clients-registrations/openid-connect/1" } }));
  for (const registration of [{ by: "okta" }, { by: "okta", appId: "../users" }, { by: "okta", appId: "" }, { by: "rfc7591", uri: "javascript:1" }, { by: "rfc7591" }, { by: "hand" }, "okta"]) {
    assert.ok(!taken({ registration }), JSON.stringify(registration));
  }
});
