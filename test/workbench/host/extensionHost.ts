// Runs a suite in a real extension host: code-server with its test driver, its workbench open in Chromium.
import { format } from "node:util";
import { ensureEditor, type EditorName } from "../../../scripts/editor.mjs";
import { launchBrowser } from "../harness/browser";
import { EditorServer } from "../harness/editorServer";

export interface ExtensionHostRun {
  readonly version: EditorName;
  /** Folder of the unpacked extension. */
  readonly extensionDevelopmentPath: string;
  /** The suite's entry, whose `run` is called. */
  readonly extensionTestsPath: string;
  /** Hears the window's and the extension host's console, line by line. */
  readonly log: (line: string) => void;
}

/** A bound for the whole suite, not a figure. */
const suiteMs = 900_000;

/** Resolves with the exit code that the extension host asked for; it alone proves nothing (a crashed host asks for 0). */
export async function runExtensionHost({ version, extensionDevelopmentPath, extensionTestsPath, log }: ExtensionHostRun): Promise<number> {
  // The extension host inherits the server's environment; the address's extensionEnvironment does not reach the oldest one.
  const ours = Object.entries(process.env).flatMap(([name, value]) => (name.startsWith("PORTCULLIS_") && value !== undefined ? [[name, value] as const] : []));
  const server = await EditorServer.start({ editor: await ensureEditor(version), smokeTestDriver: true, env: Object.fromEntries(ours) });
  try {
    const browser = await launchBrowser();
    try {
      const page = await browser.newPage();
      const ended = new Promise<number>((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`The suite did not end within ${suiteMs / 1000} s`)), suiteMs);
        const end = (code: number) => {
          clearTimeout(timer);
          resolve(code);
        };
        page.exposeFunction("codeAutomationLog", (_type: string, args: readonly unknown[]) => log(format(...args))).catch(reject);
        page.exposeFunction("codeAutomationExit", end).catch(reject);
        page.on("crash", () => reject(new Error("The workbench's page crashed")));
      });
      await page.goto(address(server, extensionDevelopmentPath, extensionTestsPath), { timeout: 90_000 });
      return await ended;
    } finally {
      await browser.close();
    }
  } finally {
    await server.close();
  }
}

function address(server: EditorServer, extension: string, tests: string): string {
  const remote = (file: string) => `vscode-remote://remote${file}`;
  const payload = [
    ["extensionDevelopmentPath", remote(extension)],
    ["extensionTestsPath", remote(tests)],
    ["skipWelcome", "true"],
  ];
  return `${server.origin}/?folder=${encodeURIComponent(server.folder)}&payload=${encodeURIComponent(JSON.stringify(payload))}`;
}
