// The documents that the fourteen publish, with hosts made up: read as they are, the issuer byte for byte.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { OpenidFetch } from "../../../src/base/openidFetch";
import { knownProviders } from "../../../src/identity/providers";
import { discoverProvider } from "../../../src/oidc/discoverProvider";
import { kindOf, personalities, placesOf, type PersonalityName } from "../../rig/provider/personality";
import { endpoints } from "../../rig/provider/personalities/usual";

const origin = "https://login.acme.example";

for (const name of Object.keys(personalities) as PersonalityName[]) {
  const personality = personalities[name];
  const known = knownProviders[kindOf(name)];
  const places = placesOf(personality, origin, true);
  const { discovery } = personality;
  const document: Readonly<Record<string, unknown>> = "whole" in discovery ? discovery.whole(places) : { ...endpoints(places), end_session_endpoint: places.at("end_session"), ...discovery.besides(places.issuer) };

  describe(`the document of ${name}`, () => {
    const asked: string[] = [];
    const fetch: OpenidFetch = ({ url }) => {
      asked.push(url);
      return Promise.resolve({ status: 200, headers: {}, body: JSON.stringify(document) });
    };
    const read = (address: string) => discoverProvider({ address, fetch, signal: AbortSignal.timeout(60_000) });

    it("is found with and without the slash, and names the issuer byte for byte", async () => {
      const bare = places.issuer.replace(/\/$/, "");
      for (const address of [places.issuer, bare, `${bare}/`, `${bare}/.well-known/openid-configuration`]) assert.equal((await read(address)).issuer, places.issuer, address);
      assert.deepEqual(new Set(asked), new Set([`${bare}/.well-known/openid-configuration`]));
    });

    it("has every endpoint that a sign-in needs, at whatever host", async () => {
      const found = await read(places.issuer);
      assert.deepEqual([found.authorizationEndpoint, found.tokenEndpoint, found.jwksUri, found.userinfoEndpoint], [places.at("authorization"), places.at("token"), places.at("jwks"), places.at("userinfo")]);
      assert.equal(found.endSessionEndpoint, document["end_session_endpoint"]);
    });

    it("takes the preferred way for a client to prove itself, by a key that is no secret", async () => {
      const { tokenAuthMethods, idTokenAlgs } = await read(places.issuer);
      assert.ok(tokenAuthMethods.includes(known.preferredAuthentication), tokenAuthMethods.join());
      assert.ok(idTokenAlgs.includes("RS256"));
    });

    it("lists the scope for groups where it is asked for only then", async () => {
      const { scopes } = await read(places.issuer);
      if (known.groups.scope === "whenListed" && "whole" in discovery) assert.ok(scopes.includes(known.groups.scopeName ?? "groups"));
    });
  });
}
