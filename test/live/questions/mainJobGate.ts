// Portcullis as it is, with sign-in at the gate, behind ngrok's real edge. The provider needs no public address for that.
import { mainJob, someoneElse } from "../mainJob";
import type { Question } from "../question";

export const mainJobGate: Question = {
  title: "The main job, sign-in at the gate: does it work?",
  async ask(live) {
    await live.dropAgent();
    const { provider, localIssuer } = live.site;
    return mainJob(live, { enforcement: "gate", kind: "other", issuer: localIssuer, client: provider.client }, ({ address }) => someoneElse(live, address));
  },
};
