// What can be told of a provider from its issuer, its discovery document and its keys.
import { ExpectedError, type ErrorFacts } from "../base/expectedError";
import type { ErrorCode } from "../base/errorCodes";
import { asWritten } from "../base/inert";
import type { Cure } from "../identity/knownProvider";
import { cureFor, isSharedIssuer, providerOf } from "../identity/providers";
import { isLoopbackHost } from "../identity/providers/issuerInput";
import { asymmetricAlgorithms } from "../identity/signingAlgorithms";
import { originsOf, sameEndpoints } from "../shares/secretKeys";
import { toFailure } from "../shares/toFailure";
import type { Check, Finding } from "./check";
import type { ProviderLook } from "./providerLook";

/** ID tokens are taken with clocks that differ by so much. */
const skewSeconds = 30;
/** Some providers' ID tokens live no longer. */
const shortestTokenSeconds = 300;

/** About the document, and not about reaching it. */
const answered: ReadonlySet<ErrorCode> = new Set(["oidc.discoveryInvalid", "oidc.issuerMismatch", "oidc.endpointsChanged"]);

export function documentChecks(look: ProviderLook): readonly Check[] {
  const { profile, saved, endpoints } = look.subject;
  const known = providerOf(profile);
  const document = (signal: AbortSignal) => look.document(signal);
  return [
    {
      id: "provider.issuer",
      needs: [],
      run: () => Promise.resolve(issuerFinding(profile.issuer)),
    },
    {
      id: "provider.reachable",
      needs: ["provider.issuer"],
      async run(signal) {
        const facts = { host: hostOf(profile.issuer) };
        return document(signal).then(
          () => ({ outcome: "passed", facts }),
          (error: unknown) => {
            if (!(error instanceof ExpectedError)) throw error;
            return answered.has(error.code) ? { outcome: "passed", facts } : { ...failed(error.code, error.facts, cureFor(known, asWritten(String(error.facts["said"] ?? "")))), facts };
          },
        );
      },
    },
    {
      id: "provider.issuerEqual",
      needs: ["provider.reachable"],
      async run(signal) {
        const found = await document(signal).catch((error: unknown) => {
          if (error instanceof ExpectedError && error.code !== "oidc.issuerMismatch") return undefined;
          throw error;
        });
        // What is wrong with the document is another check's to say.
        if (!found) return { outcome: "unknown" };
        const { issuer } = found.discovered;
        if (isSharedIssuer(issuer)) return failed("oidc.sharedIssuer", { issuer });
        if (saved && issuer !== profile.issuer) return failed("oidc.issuerMismatch", { expected: profile.issuer, found: issuer });
        return { outcome: "passed", facts: { issuer } };
      },
    },
    {
      id: "provider.discovery",
      needs: ["provider.issuerEqual"],
      async run(signal) {
        const found = await document(signal).catch((error: unknown) => {
          if (error instanceof ExpectedError && error.code === "oidc.endpointsChanged") return undefined;
          throw error;
        });
        if (!found) return { outcome: "unknown" };
        const host = hostOf(profile.issuer);
        if (!found.codeFlow) return failed("oidc.discoveryInvalid", { host, why: "it does not offer the authorization code flow" });
        if (found.pushedRequestsOnly) return failed("oidc.discoveryInvalid", { host, why: "it takes only sign-in requests that were pushed to it before" });
        return { outcome: "passed", facts: { host: hostOf(found.discovered.authorizationEndpoint) } };
      },
    },
    ...(endpoints === undefined
      ? []
      : [
          {
            id: "provider.endpoints" as const,
            needs: ["provider.discovery" as const],
            async run(signal: AbortSignal): Promise<Finding> {
              const { discovered } = await document(signal);
              const facts = { host: hostOf(discovered.tokenEndpoint) };
              if (sameEndpoints(endpoints, discovered)) return { outcome: "passed", facts };
              const now = originsOf(discovered);
              const moved = now.token !== endpoints.token ? now.token : now.keys !== endpoints.keys ? now.keys : now.userinfo;
              return failed("oidc.endpointsChanged", { host: hostOf(moved ?? ""), issuerHost: hostOf(profile.issuer) });
            },
          },
        ]),
    {
      id: "provider.algorithms",
      needs: ["provider.discovery"],
      async run(signal) {
        const { idTokenAlgs } = await document(signal);
        const ours = idTokenAlgs.filter((name) => asymmetricAlgorithms.includes(name));
        return ours.length === 0 ? failed("oidc.algorithmsUnsupported", { algorithms: idTokenAlgs.join(", ") }, "chooseSigningKey") : { outcome: "passed", facts: { algorithms: ours.join(", ") } };
      },
    },
    {
      id: "provider.keys",
      needs: ["provider.algorithms"],
      async run(signal) {
        const { found, fitting, types } = await look.keys(signal);
        if (fitting > 0) return { outcome: "passed", facts: { keys: fitting, types: types.join(", ") } };
        return failed("oidc.keysMissing", found === 0 ? {} : { types: types.join(", ") }, "chooseSigningKey");
      },
    },
    {
      id: "provider.clock",
      needs: ["provider.reachable"],
      async run(signal) {
        const { clock } = await document(signal).catch(() => ({ clock: undefined }));
        return clock === undefined ? { outcome: "unknown" } : clockFinding(clock);
      },
    },
    {
      id: "provider.endSession",
      needs: ["provider.discovery"],
      async run(signal) {
        const { endSessionEndpoint } = await document(signal);
        return { outcome: "passed", facts: endSessionEndpoint === undefined ? {} : { host: hostOf(endSessionEndpoint) } };
      },
    },
  ];
}

function issuerFinding(issuer: string): Finding {
  const url = URL.parse(issuer);
  if (!url) return failed("oidc.issuerNotAllowed", { address: issuer });
  if (isSharedIssuer(issuer)) return failed("oidc.sharedIssuer", { issuer });
  const safe = url.protocol === "https:" || (url.protocol === "http:" && isLoopbackHost(url.hostname));
  return safe ? { outcome: "passed", facts: { issuer } } : failed("oidc.notPermittedAddress", { host: url.host, why: "not https" });
}

/** What is certain of the difference, in whole seconds. Behind the provider's clock, its ID tokens are from the future; far ahead of it they have expired. */
export function clockFinding({ least, most }: { readonly least: number; readonly most: number }): Finding {
  const ahead = Math.floor(Math.max(least, 0) / 1000);
  const behind = Math.floor(Math.max(-most, 0) / 1000);
  if (behind > skewSeconds) return failed("oidc.clockDiffers", { behind });
  if (ahead > shortestTokenSeconds) return failed("oidc.clockDiffers", { ahead });
  if (ahead > skewSeconds) return { ...failed("oidc.clockDiffers", { ahead }), outcome: "warned" };
  return { outcome: "passed", facts: {} };
}

export function failed(code: ErrorCode, facts: ErrorFacts, cure?: Cure): Finding {
  return { outcome: "failed", failure: toFailure(new ExpectedError(code, facts)), ...(cure !== undefined && { cure }) };
}

export function hostOf(address: string): string {
  return URL.parse(address)?.host ?? "?";
}
