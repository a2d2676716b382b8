// A bare ngrok agent in a process of its own: the SDK's sessions can't be closed, so what it has bound ends for certain with the process.
import { SessionBuilder, type Listener, type Session } from "@ngrok/ngrok";
import { fromSdkError } from "../../src/ngrok/sdkErrors";
import type { AgentCall, AgentReply } from "./bareAgent";

let session: Session | undefined;
const listeners = new Map<string, Listener>();

process.once("disconnect", () => process.exit(0));
process.on("message", (message) => {
  const { id, call } = message as { readonly id: number; readonly call: AgentCall };
  const reply = (answer: AgentReply) => process.send?.({ id, answer });
  carryOut(call).then(
    (done) => reply(done),
    (error: unknown) => {
      const { code, facts } = fromSdkError(error, call.secrets);
      reply({ refused: code, words: String(facts["message"] ?? "") });
    },
  );
});

async function carryOut(call: AgentCall): Promise<AgentReply> {
  switch (call.kind) {
    case "connect": {
      const builder = new SessionBuilder().authtoken(call.authtoken).clientInfo("portcullis-live", "1.0.0");
      if (call.serverAddress !== undefined) builder.serverAddr(call.serverAddress);
      if (call.rootCertificates === "host") builder.rootCas("host");
      else if (call.rootCertificates !== "ngrok") builder.caCert(Buffer.from(call.rootCertificates.pem));
      // A throw in a callback ends this process; anything but a boolean from this one, too.
      builder.handleDisconnection(() => false);
      builder.handleStopCommand(() => void process.send?.({ stopped: true }));
      session = await builder.connect();
      return {};
    }
    case "bind": {
      if (session === undefined) throw new Error("not connected");
      const builder = session.httpEndpoint().forwardsTo("portcullis-live").metadata("portcullis-live").poolingEnabled(call.pooled);
      if (call.domain !== undefined) builder.domain(call.domain);
      if (call.policy !== undefined) builder.trafficPolicy(call.policy);
      const listener = await builder.listen(false);
      const listenerId = listener.id();
      listeners.set(listenerId, listener);
      // Settles when the listener ends.
      listener.forward(`127.0.0.1:${call.port}`).catch(() => undefined);
      return { listenerId, url: listener.url() ?? "" };
    }
    case "close":
      await listeners.get(call.listenerId)?.close();
      listeners.delete(call.listenerId);
      return {};
  }
}
