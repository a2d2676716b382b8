// A bare ngrok agent as its documentation shows it: a session with the SDK's own retries, one endpoint. Its parent ends it.
import { SessionBuilder } from "@ngrok/ngrok";

interface Order {
  readonly serverAddress: string;
  readonly certificatePem: string;
}

process.once("message", (message) => {
  const { serverAddress, certificatePem } = message as Order;
  void start(serverAddress, certificatePem);
});
process.once("disconnect", () => process.exit(0));

async function start(serverAddress: string, certificatePem: string): Promise<void> {
  const session = await new SessionBuilder().authtoken("good-token").serverAddr(serverAddress).caCert(Buffer.from(certificatePem)).connect();
  const listener = await session.httpEndpoint().listen(false);
  await listener.forward("127.0.0.1:9");
}
