import { randomBytes } from "node:crypto";
import { userInfo } from "node:os";
import type { RunningProvider } from "../rig/provider/startProvider";
import { Visitor } from "../rig/visitor";
import { freePort } from "../rig/freePort";
import { serverFolder, startServer } from "./server";
import { installed, type Target } from "./target";

const program = installed("/usr/sbin/apache2", "/usr/sbin/httpd");
const modules = installed("/usr/lib/apache2/modules", "/usr/lib64/httpd/modules");
const openidc = modules === undefined ? undefined : installed(`${modules}/mod_auth_openidc.so`);
export const modAuthOpenidcInstalled = program !== undefined && openidc !== undefined;

const loaded = ["mpm_event", "authn_core", "authz_core", "authz_user", "proxy", "proxy_http", "auth_openidc"];

/** Apache with mod_auth_openidc, sessions in shared memory, one visitor signed in at the rig's provider by the same rule as ours. */
export async function startModAuthOpenidc(upstreamPort: number, provider: RunningProvider): Promise<Target> {
  if (program === undefined || modules === undefined) throw new Error("Apache is not installed.");
  const port = await freePort();
  const origin = `http://localhost:${port}`;
  const client = provider.clients.find(({ clientSecret }) => clientSecret !== undefined)!;
  provider.register(`${origin}/oidc/callback`, client.clientId);
  const folder = await serverFolder({
    "apache.conf": `
${loaded.map((name) => `LoadModule ${name}_module ${modules}/mod_${name}.so`).join("\n")}
ServerName localhost
Listen 127.0.0.1:${port}
PidFile apache.pid
DefaultRuntimeDir .
ErrorLog error.log
LogLevel error
${userInfo().uid === 0 ? `User www-data\nGroup www-data` : `User ${userInfo().username}`}
StartServers 2
ThreadLimit 75
ThreadsPerChild 75
MaxRequestWorkers 150
MaxSpareThreads 150
KeepAlive On
MaxKeepAliveRequests 0
ProxyPass "/" "http://127.0.0.1:${upstreamPort}/" upgrade=websocket
ProxyPreserveHost On
OIDCProviderMetadataURL ${provider.issuer}/.well-known/openid-configuration
OIDCClientID ${client.clientId}
OIDCClientSecret ${client.clientSecret}
OIDCRedirectURI ${origin}/oidc/callback
OIDCCryptoPassphrase ${randomBytes(24).toString("hex")}
OIDCScope "openid profile email"
OIDCPKCEMethod S256
OIDCSessionInactivityTimeout 3600
<Location "/">
  AuthType openid-connect
  Require claim "email~^.+@acme\\.com$"
</Location>
`,
  });
  const server = await startServer(program, ["-d", folder, "-f", "apache.conf", "-DFOREGROUND"], { folder, port });
  const visitor = new Visitor();
  const visit = await visitor.navigate(`${origin}/1k.bin`, { as: "alice@acme.com" });
  if (visit.status !== 200) {
    await server.close();
    throw new Error(`mod_auth_openidc did not let the visitor in: ${visit.status} at ${visit.url.split("?", 1)[0]}`);
  }
  const cookie = visitor.cookies.header(new URL(origin), { crossSite: false, method: "GET", topLevel: true }) ?? "";
  return { name: "Apache, mod_auth_openidc", port, headers: { Host: `localhost:${port}`, Cookie: cookie }, pid: server.pid, close: () => server.close() };
}
