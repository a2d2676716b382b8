import type { ClientRequest } from "node:http";
import type { Exchange } from "./exchange";

/**
 * Streams a visitor's body upstream at the upstream's pace. @returns stops it; the rest is the caller's to read.
 *
 * Each chunk is written one turn of the event loop after it came: an upstream that answers early and hangs up (413) is then
 * heard before a write fails, and Node gives up a connection with everything unread in it as soon as a write fails.
 */
export function sendBody({ request }: Exchange, sent: ClientRequest, trailers: () => [string, string][]): () => void {
  const onData = (chunk: Buffer) => {
    request.pause();
    setImmediate(() => {
      if (stopped) return;
      if (sent.write(chunk)) request.resume();
      else sent.once("drain", resume);
    });
  };
  // In turn behind the last chunk: a paused body can end while that one still waits.
  const onEnd = () => {
    setImmediate(() => {
      if (stopped) return;
      const last = trailers();
      if (last.length > 0) sent.addTrailers(last);
      sent.end();
    });
  };
  const onBroken = () => sent.destroy();
  let stopped = false;
  const resume = () => {
    if (!stopped) request.resume();
  };
  request.on("data", onData);
  request.once("end", onEnd);
  request.once("error", onBroken);
  const stop = () => {
    stopped = true;
    request.off("data", onData);
    request.off("end", onEnd);
    request.off("error", onBroken);
  };
  sent.once("close", stop);
  return stop;
}
