// What an agent hears when somebody stops it from the dashboard, which calls the same API: a share has to end then, and say why.
import type { Question } from "../question";

export const stopCommand: Question = {
  title: "What does an agent hear when it is stopped from the dashboard?",
  async ask(live) {
    const { api, signal } = live;
    // The run's own, alone at our address: it is the one that has this endpoint.
    await live.dropAgent();
    const agent = await live.agent();
    const { origin } = await live.bind([]);
    const session = (await api.endpoints(signal)).find(({ url }) => url === origin)?.tunnelSessionId;
    if (session === undefined) throw new Error("GET /endpoints does not name the endpoint's session");
    await api.stopTunnelSession(session, signal);
    const heard = await Promise.race([agent.stopped.then(() => "the Stop command"), agent.ended.then(() => "the end of its process"), live.wait(10_000).then(() => "nothing within 10 s")]);
    await live.dropAgent();
    return heard;
  },
};
