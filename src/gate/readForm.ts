import type { Clock } from "../base/clock";
import type { Exchange } from "./exchange";

const deadlineMs = 5000;

/** The fields of a form of at most `longest` bytes. Undefined when it is too long, too slow or broken off. */
export function readForm({ request, response, expectsContinue }: Exchange, clock: Clock, longest = 4096): Promise<URLSearchParams | undefined> {
  if (expectsContinue) response.writeContinue();
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const settle = (form: URLSearchParams | undefined) => {
      late.dispose();
      request.off("data", onData);
      resolve(form);
    };
    const late = clock.after(deadlineMs, () => settle(undefined));
    const onData = (chunk: Buffer) => {
      length += chunk.length;
      if (length > longest) settle(undefined);
      else chunks.push(chunk);
    };
    request.on("data", onData);
    request.once("end", () => settle(new URLSearchParams(Buffer.concat(chunks).toString("utf8"))));
    request.once("close", () => settle(undefined));
  });
}
