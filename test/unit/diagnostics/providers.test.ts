import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { knownProviders } from "../../../src/identity/providers/index";
import { checkText } from "../../../src/presentation/checkText";
import { cureText } from "../../../src/presentation/cureText";
import { kindOf, personalities, type PersonalityName } from "../../rig/provider/personality";
import { startProvider, type RunningProvider } from "../../rig/provider/startProvider";
import { english } from "../presentation/english";
import { causeIn, edgeCallback, gateCallback, outcomes, startLookRig, subjectOf } from "./lookRig";

const names = Object.keys(personalities) as PersonalityName[];
/** Their token endpoints may look at the code before the secret. */
const silentOnSecrets = ["entra", "salesforce"];

describe("Test SSO at each of the fourteen", () => {
  let rig: Awaited<ReturnType<typeof startLookRig>>;
  const providers = new Map<PersonalityName, RunningProvider>();
  const at = (name: PersonalityName) => providers.get(name)!;
  const known = (name: PersonalityName) => knownProviders[kindOf(name)];
  before(async () => {
    rig = await startLookRig();
    for (const personality of names) {
      const provider = await startProvider({ personality });
      provider.register(gateCallback);
      provider.register(edgeCallback);
      providers.set(personality, provider);
    }
  });
  after(async () => {
    await Promise.all([...providers.values()].map((provider) => provider.close()));
    await rig.close();
  });

  for (const name of names) {
    it(`${name}: everything passes where nothing is wrong, at the gate and at the edge, and nobody was signed in for it`, async () => {
      for (const enforcement of ["gate", "edge"] as const) {
        const found = outcomes(await rig.look(at(name), { enforcement }));
        const { "provider.client": client, ...others } = found;
        assert.equal(client, silentOnSecrets.includes(name) ? "unknown" : "passed");
        assert.deepEqual([...new Set(Object.values(others))], ["passed"], JSON.stringify(found));
        assert.ok("provider.redirectUri" in others && "provider.edgeRedirectUri" in others && "provider.authorization" in others);
      }
      assert.deepEqual(at(name).problems, []);
    });

    it(`${name}: a redirect URI that is not registered is told by its own page, and cured in its own words`, async () => {
      const [client] = at(name).clients;
      client!.redirectUris = [`${gateCallback}/`];
      const results = await rig.look(at(name));
      client!.redirectUris = [gateCallback, edgeCallback];
      const cause = causeIn(results)!;
      assert.deepEqual([cause.check, cause.failure?.code, cause.failure?.facts["uri"]], ["provider.redirectUri", "oidc.redirectUriUnregistered", gateCallback]);
      assert.equal(outcomes(results)["provider.edgeRedirectUri"], "warned", "the edge's matters once the sign-in moves there");
      assert.equal(outcomes(results)["provider.authorization"], "skipped");
      const { cure, actions } = checkText(cause, subjectOf(at(name)).profile);
      assert.equal(english(cure!), english(cureText("registerRedirectUri", known(name))));
      assert.ok(actions.some((action) => action.kind === "copyRedirectUri" && action.uri === gateCallback));
    });

    it(`${name}: a client secret that is refused`, async () => {
      const cause = causeIn(await rig.look(at(name), { clientSecret: "not-the-secret" }))!;
      assert.deepEqual([cause.check, cause.failure?.code], ["provider.client", "oidc.clientRefused"]);
      assert.equal(cause.cure, name === "entra" ? "useSecretValue" : "checkClient");
      assert.match(english(checkText(cause, subjectOf(at(name)).profile).evidence!), /^The provider refused the client ID or client secret: .*It said: ./);
    });

    it(`${name}: a client ID that it does not know, told by its own page where no secret is at hand`, async () => {
      const cause = causeIn(await rig.look(at(name), { clientSecret: undefined, profile: { clientId: "looked-at", vaultSecret: { vault: "acme", name: "secret" } } }))!;
      assert.deepEqual([cause.check, cause.failure?.code, cause.cure], ["provider.authorization", "oidc.clientRefused", "checkClient"]);
    });

    it(`${name}: PKCE that is demanded stops ngrok's edge, which sends none, and is a warning where the gate signs in`, async () => {
      at(name).faults.pkceRequired = true;
      const [edge, gate, gateAlone] = [await rig.look(at(name), { enforcement: "edge" }), await rig.look(at(name)), await rig.look(at(name), { redirectUris: { gate: gateCallback } })];
      at(name).faults.pkceRequired = false;
      for (const [results, outcome] of [[edge, "failed"], [gate, "warned"]] as const) {
        const cause = causeIn(results)!;
        assert.deepEqual([cause.check, cause.outcome, cause.failure?.code, cause.cure], ["provider.pkce", outcome, "oidc.pkceRequired", "dropPkceDemand"]);
        assert.equal(english(checkText(cause, subjectOf(at(name)).profile).cure!), english(cureText("dropPkceDemand", known(name))));
      }
      assert.equal(outcomes(gate)["provider.authorization"], "passed");
      assert.equal(causeIn(gateAlone), undefined, "without an address of the edge nothing moves there");
    });
  }
});
