// `npm start`: a demo provider, a small app, and VS Code in the browser with Portcullis installed. Ctrl-C ends all of it.
import { mkdir, readFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { register } from "tsx/esm/api";
import { run } from "./childProcess.mjs";
import { editorsSupported, ensureEditor } from "./editor.mjs";
import { ensureSystemPackages, SystemPackagesMissing } from "./system.mjs";

register();
const { startProvider } = await import("../test/rig/provider/startProvider.ts");
const { startDemoApp } = await import("../test/rig/demo/app.ts");

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), "..");
// Fixed, so that what was tried yesterday (settings, secrets, redirect URIs) works today.
const ports = { editor: Number(process.env.PORTCULLIS_EDITOR_PORT ?? 8100), provider: 8101, app: 3000 };
/** Where "this machine only" puts the gate: portcullis.local.port and the next ones, one per share. */
const gatePorts = Array.from({ length: 10 }, (_, index) => 41730 + index);
const clientId = "portcullis-demo";

const open = [];
let ending;
function end(code) {
  ending ??= (async () => {
    console.log("\nEnding the demo …");
    for (const one of open.reverse()) await one.close().catch((error) => console.error(error));
    process.exit(code);
  })();
  return ending;
}
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => void end(0));

try {
  await start();
} catch (error) {
  if (error instanceof SystemPackagesMissing) console.error(error.message);
  else if (error.code === "EADDRINUSE") console.error(`Port ${error.port} is taken: is the demo running already? (${error.message})`);
  else console.error(error);
  await end(1);
}

async function start() {
  const provider = await startProvider({
    personality: "generic",
    port: ports.provider,
    clients: [{ clientId, redirectUris: gatePorts.map((port) => `http://localhost:${port}/.portcullis/callback`), postLogoutRedirectUris: gatePorts.map((port) => `http://localhost:${port}/`) }],
    users: [
      { sub: "alice", name: "Alice Adams", preferredUsername: "alice", email: "alice@acme.com", emailVerified: true, groups: ["Everyone", "Engineering"] },
      { sub: "bob", name: "Bob Brown", preferredUsername: "bob", email: "bob@elsewhere.example", emailVerified: true, groups: ["Everyone"] },
    ],
  });
  open.push(provider);
  const app = await startDemoApp({ port: ports.app });
  open.push(app);
  const profile = { id: "demo", name: "Demo provider", kind: "other", issuer: provider.issuer, clientId, clientAuthentication: "none", scopes: ["openid", "profile", "email"] };
  if (editorsSupported) await startEditor(profile);
  else explainF5(profile);
  console.log(whatToTry(app.port));
}

async function startEditor(profile) {
  await ensureSystemPackages({ browser: false });
  const editor = await ensureEditor("newest");
  console.log("Building the extension …");
  await run(process.execPath, [path.join(root, "scripts", "package.mjs")], { cwd: root, timeoutMs: 120_000 });
  const { EditorServer } = await import("../test/workbench/harness/editorServer.ts");
  // Kept from one demo to the next: settings, secrets and remembered choices.
  const home = path.join(root, "build", "demo");
  await mkdir(home, { recursive: true });
  const server = await EditorServer.start({
    editor,
    vsix: [path.join(root, "build", "portcullis.vsix")],
    port: ports.editor,
    root: home,
    folder: path.join(root, "test", "rig", "demo"),
    settings: { "portcullis.providers": [profile, ...(await othersSaved(home))] },
  });
  open.push(server);
  console.log(`\n  VS Code   ${server.origin}/?folder=${encodeURIComponent(server.folder)}`);
}

/** Providers that were added in an earlier demo. */
async function othersSaved(home) {
  const text = await readFile(path.join(home, "data", "User", "settings.json"), "utf8").catch(() => "{}");
  return (JSON.parse(text)["portcullis.providers"] ?? []).filter((one) => one.id !== "demo");
}

function explainF5(profile) {
  console.log(`\n  VS Code in the browser comes as packages for Linux only. Open this folder in desktop VS Code and press F5;\n  then put this into the new window's user settings:\n\n  "portcullis.providers": [${JSON.stringify(profile)}]`);
}

function whatToTry(appPort) {
  return `  The app   http://localhost:${appPort}  (open to this machine only)

  Try this:
  1. F1, "Share port with SSO", port ${appPort}, "this machine only", Demo provider.
  2. Let in the e-mail domain acme.com.
  3. Open the address from the status bar: sign in as alice@acme.com and see the app,
     or, in a private window, as bob@elsewhere.example and be turned away.

  Ctrl-C ends all of it.`;
}
