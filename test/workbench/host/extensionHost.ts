// Runs a suite in a real extension host: code-server with its test driver, its workbench open in Chromium.
import { ensureEditor, type EditorName } from "../../../scripts/editor.mjs";
import { launchBrowser } from "../harness/browser";
import { EditorServer } from "../harness/editorServer";

export interface ExtensionHostRun {
  readonly version: EditorName;
  /** Folder of the unpacked extension. */
  readonly extensionDevelopmentPath: string;
  /** The suite's entry, whose `run` is called. */
  readonly extensionTestsPath: string;
}

/** A bound for the whole suite, not a figure. */
const suiteMs = 300_000;

/** Resolves with the exit code that the extension host asked for; it alone proves nothing (a crashed host asks for 0). */
export async function runExtensionHost({ version, extensionDevelopmentPath, extensionTestsPath }: ExtensionHostRun): Promise<number> {
  const server = await EditorServer.start({ editor: await ensureEditor(version), smokeTestDriver: true });
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
        page.exposeFunction("codeAutomationLog", (type: string, args: readonly unknown[]) => print(type, args)).catch(reject);
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
  const ours = Object.fromEntries(Object.entries(process.env).filter(([name]) => name.startsWith("PORTCULLIS_")));
  const payload = [
    ["extensionDevelopmentPath", remote(extension)],
    ["extensionTestsPath", remote(tests)],
    ["skipWelcome", "true"],
    ["extensionEnvironment", JSON.stringify(ours)],
  ];
  return `${server.origin}/?folder=${encodeURIComponent(server.folder)}&payload=${encodeURIComponent(JSON.stringify(payload))}`;
}

/** The arguments are those of console.log, a printf format first. */
function print(type: string, args: readonly unknown[]): void {
  if (type === "error" || type === "warn") console.error(...args);
  else console.log(...args);
}
