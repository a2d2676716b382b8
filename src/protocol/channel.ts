// The two ends' typed calls over vscode-jsonrpc: whatever crosses is parsed from unknown on arrival, on both sides.
import { CancellationTokenSource, ErrorCodes, ResponseError, type CancellationToken, type MessageConnection } from "vscode-jsonrpc";
import type { z } from "zod";
import { afterRunning } from "../base/deadline";
import { Cancelled, ExpectedError } from "../base/expectedError";
import { failureSchema, type NotificationMessage, type RequestMessage } from "./messages";

const expectedFailure = 1;
const cancelled = 2;

/**
 * Calls the other end. Rejects with the ExpectedError that the other end threw, with `agent.unresponsive` after the deadline,
 * with `agent.crashed` when the connection is gone, and with Cancelled when the signal aborts (the other end is told).
 */
export async function call<P extends z.ZodType, R extends z.ZodType>(
  connection: MessageConnection,
  message: RequestMessage<P, R>,
  params: z.input<P>,
  { deadline, signal }: { readonly deadline: number; readonly signal?: AbortSignal },
): Promise<z.output<R>> {
  if (signal?.aborted === true) throw new Cancelled();
  const source = new CancellationTokenSource();
  let timer: NodeJS.Timeout | undefined;
  let onAbort: (() => void) | undefined;
  const given = new Promise<never>((_, reject) => {
    timer = afterRunning(deadline, () => reject(new ExpectedError("agent.unresponsive", { call: message.method, seconds: Math.round(deadline / 1000) })));
    onAbort = () => reject(new Cancelled());
    signal?.addEventListener("abort", onAbort, { once: true });
  });
  try {
    const answer: unknown = await Promise.race([connection.sendRequest(message.method, params, source.token), given]);
    return message.result.parse(answer);
  } catch (error) {
    source.cancel();
    throw fromWire(error);
  } finally {
    clearTimeout(timer);
    if (onAbort) signal?.removeEventListener("abort", onAbort);
    source.dispose();
  }
}

/** Answers calls of the other end. The signal aborts when the caller gives up. */
export function answer<P extends z.ZodType, R extends z.ZodType>(
  connection: MessageConnection,
  message: RequestMessage<P, R>,
  handler: (params: z.output<P>, signal: AbortSignal) => Promise<z.input<R>>,
): void {
  connection.onRequest(message.method, async (params: unknown, token: CancellationToken) => {
    const controller = new AbortController();
    const subscription = token.onCancellationRequested(() => controller.abort(new Cancelled()));
    try {
      const parsed = message.params.safeParse(params);
      if (!parsed.success) return new ResponseError(ErrorCodes.InvalidParams, `${message.method}: ${parsed.error.message}`);
      return await handler(parsed.data, controller.signal);
    } catch (error) {
      return toWire(error);
    } finally {
      subscription.dispose();
    }
  });
}

export function tell<P extends z.ZodType>(connection: MessageConnection, message: NotificationMessage<P>, params: z.input<P>): void {
  // A connection that is gone is noticed by its own event; a message for nobody is no failure.
  connection.sendNotification(message.method, params).catch(() => undefined);
}

/** Hears what the other end tells. A message that breaks its schema goes to `onBroken` and no further. */
export function hear<P extends z.ZodType>(
  connection: MessageConnection,
  message: NotificationMessage<P>,
  listener: (params: z.output<P>) => void,
  onBroken: (line: string) => void,
): void {
  connection.onNotification(message.method, (params: unknown) => {
    const parsed = message.params.safeParse(params);
    if (parsed.success) listener(parsed.data);
    else onBroken(`${message.method} broke its schema`);
  });
}

function toWire(error: unknown): ResponseError<unknown> {
  if (error instanceof ExpectedError) return new ResponseError(expectedFailure, error.message, { code: error.code, facts: error.facts });
  if (error instanceof Cancelled) return new ResponseError(cancelled, "Cancelled");
  return new ResponseError(ErrorCodes.InternalError, error instanceof Error ? `${error.name}: ${error.message}` : typeof error);
}

function fromWire(error: unknown): unknown {
  if (error instanceof ExpectedError || error instanceof Cancelled) return error;
  if (error instanceof ResponseError) {
    if (error.code === cancelled) return new Cancelled();
    const failure = failureSchema.safeParse(error.data);
    if (error.code === expectedFailure && failure.success) return new ExpectedError(failure.data.code, failure.data.facts);
    if (error.code === (ErrorCodes.PendingResponseRejected as number)) return new ExpectedError("agent.crashed", {}, { cause: error });
    return error;
  }
  if (isConnectionGone(error)) return new ExpectedError("agent.crashed", {}, { cause: error });
  return error;
}

function isConnectionGone(error: unknown): boolean {
  return error instanceof Error && (error.name === "ConnectionError" || /disposed|closed|ERR_IPC_CHANNEL_CLOSED|Channel closed/.test(error.message));
}
