import { systemClock } from "../../base/clock";
import { ExpectedError } from "../../base/expectedError";
import { NgrokApi } from "../../ngrok/api/ngrokApi";
import type { ApiFetch } from "../../ngrok/api/apiCall";
import { RateLimit } from "../../ngrok/api/rateLimit";
import { certificateChecksOff, hostFetch } from "../hostFetch";
import { apiServer } from "./apiSettings";
import type { SavedSecrets } from "./savedSecrets";

declare const __PORTCULLIS_VERSION__: string;

/** ngrok's API as the settings and the secret store have it now. */
export class NgrokAccountApi {
  readonly #limit = new RateLimit(systemClock);

  constructor(private readonly secrets: Pick<SavedSecrets, "apiKey" | "saveApiKey">) {}

  /** @returns undefined where no API key is stored for that address @throws ExpectedError as `apiServer`, `secrets.refused` */
  async known(signal: AbortSignal): Promise<NgrokApi | undefined> {
    const server = await apiServer(signal);
    const apiKey = await this.secrets.apiKey(server);
    return apiKey === undefined ? undefined : this.#api(server.apiAddress, apiKey);
  }

  /** Tries the key, and stores it only when ngrok takes it. @throws ExpectedError why ngrok or the secret store does not */
  async store(apiKey: string, signal: AbortSignal): Promise<void> {
    const server = await apiServer(signal);
    await this.#api(server.apiAddress, apiKey).check(signal);
    await this.secrets.saveApiKey(server, apiKey);
  }

  #api(address: string, apiKey: string): NgrokApi {
    return new NgrokApi({ address, apiKey, fetch: checkedFetch, clock: systemClock, limit: this.#limit, userAgent: `portcullis/${__PORTCULLIS_VERSION__}` });
  }
}

/** Where any certificate is taken for good, the key would go to anybody. */
const checkedFetch: ApiFetch = (url, init) => {
  if (url.startsWith("https:") && certificateChecksOff()) throw new ExpectedError("ngrok.apiUnreachable", { host: new URL(url).host, why: "certificate checks are switched off" });
  return hostFetch(url, init);
};
