// S11: sign-ins at ngrok's edge, ended through its API.
import { bounded } from "../base/deadline";
import { ExpectedError } from "../base/expectedError";
import { isNotFound } from "../ngrok/api/apiErrors";
import type { AccountApi } from "./readBack";
import { toFailure } from "./toFailure";

const mostMs = 45_000;

/**
 * Everybody's at this address. Nothing where no API key is known.
 * @throws ExpectedError `edge.sessionsNotEnded` {code, left}: they are out at the gate all the same
 */
export async function endEdgeSessions(account: AccountApi, address: string, signal: AbortSignal): Promise<void> {
  let left = 0;
  try {
    await bounded(mostMs, [signal], async (within) => {
      const api = await account(within);
      const { origin } = new URL(address);
      const here = ((await api?.appSessions(within)) ?? []).filter(({ publicUrl }) => URL.canParse(publicUrl) && new URL(publicUrl).origin === origin);
      left = here.length;
      for (const { id } of here) {
        await api?.deleteAppSession(id, within).catch((error: unknown) => {
          // Ended by itself meanwhile.
          if (!isNotFound(error)) throw error;
        });
        left -= 1;
      }
    });
  } catch (error) {
    signal.throwIfAborted();
    throw new ExpectedError("edge.sessionsNotEnded", { code: error instanceof ExpectedError ? toFailure(error).code : "ngrok.apiUnreachable", left }, { cause: error });
  }
}
