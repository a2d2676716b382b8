import { ExpectedError } from "../../base/expectedError";
import { assertCloudPossible, cloudOf } from "../../protocol/cloudEndpoint";
import { toAgent } from "../../protocol/messages";
import type { ShareRunOptions } from "../shareRunOptions";
import { CloudLink } from "./cloudLink";

/** Milliseconds. Discovery is part of it. */
const policyMs = 20_000;
const quickMs = 5_000;

/** A share's Cloud Endpoint, where it has one. @throws ExpectedError as `assertCloudPossible` */
export function cloudLinkOf({ spec, secrets: { cloud: access, clientSecret }, agent, log }: Pick<ShareRunOptions, "spec" | "secrets" | "agent" | "log">): CloudLink | undefined {
  const cloud = cloudOf(spec);
  assertCloudPossible(spec, access);
  if (cloud === undefined || access === undefined) return undefined;
  return new CloudLink({
    cloud,
    access,
    clientSecret,
    log,
    policyFor: async (now, edge, signal) => (await agent.call(toAgent.cloudPolicy, { spec: now, ...(clientSecret !== undefined && { clientSecret }), cloud: edge }, { deadline: policyMs, signal })).policy,
    tellAuthId: async (authId, signal) => {
      // A gate that is not there yet is told when it is opened.
      await agent.call(toAgent.cloudAuthId, { shareId: spec.id, authId }, { deadline: quickMs, signal }).catch((error: unknown) => {
        if (!(error instanceof ExpectedError && error.code === "agent.notStarted")) throw error;
      });
    },
  });
}
