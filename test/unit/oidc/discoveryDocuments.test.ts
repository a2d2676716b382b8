// The documents that the thirteen publish, with hosts made up: read as they are, the issuer byte for byte.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { OpenidFetch } from "../../../src/base/openidFetch";
import { knownProviders } from "../../../src/identity/providers";
import { discoverProvider } from "../../../src/oidc/discoverProvider";
import { kindOf, personalities, placesOf, type Personality } from "../../rig/provider/personality";
import { oktaCustom } from "../../rig/provider/personalities/okta";

const origin = "https://login.acme.example";

const every: Readonly<Record<string, Personality>> = { ...personalities, "an Okta authorization server of one's own": oktaCustom };

it("is every document but that of any other provider, which stands for none", () => {
  const others = Object.keys(every).filter((name) => !("whole" in every[name]!.discovery));
  assert.deepEqual(others, ["generic"]);
});

for (const [name, personality] of Object.entries(every)) {
  const { discovery } = personality;
  if (!("whole" in discovery)) continue;
  const known = knownProviders[kindOf(personality.name)];
  const places = placesOf(personality, origin, true);
  const document = discovery.whole(places);

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
      if (known.groups.scope === "whenListed") assert.ok(scopes.includes(known.groups.scopeName ?? "groups"));
    });
  });
}
