import { chromium, type Browser } from "playwright-core";
import { findChromium } from "../../../scripts/system.mjs";

export interface BrowserOptions {
  /** Chromium's host-resolver-rules, like "MAP idp.example:443 127.0.0.1:4443". */
  readonly hostRules?: readonly string[];
  /** Service workers run behind a certificate that nobody vouches for, too. */
  readonly ignoreCertificateErrors?: boolean;
}

const flags = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

/** A headless Chromium without a profile. */
export async function launchBrowser({ hostRules = [], ignoreCertificateErrors = false }: BrowserOptions = {}): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error("No Chromium found: install the package chromium, or set PORTCULLIS_CHROMIUM.");
  const asRoot = process.getuid?.() === 0;
  return chromium.launch({
    executablePath,
    chromiumSandbox: !asRoot,
    // childProcess.mjs ends the process on a signal; Chromium goes with it.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    args: [...flags, ...(ignoreCertificateErrors ? ["--ignore-certificate-errors"] : []), ...(hostRules.length > 0 ? [`--host-resolver-rules=${hostRules.join(",")}`] : [])],
  });
}
