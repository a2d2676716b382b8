import { userInfo } from "node:os";
import { freePort } from "../rig/freePort";
import { serverFolder, startServer } from "./server";
import { installed, sizes, type Target } from "./target";

const program = installed("/usr/sbin/nginx", "/usr/local/sbin/nginx");
export const nginxInstalled = program !== undefined;

function configuration(server: string, outside = ""): string {
  return `
daemon off; worker_processes 1; pid nginx.pid; error_log stderr error;
${userInfo().uid === 0 ? `user ${userInfo().username};` : ""}
events { worker_connections 4096; }
http {
  access_log off; sendfile on; keepalive_requests 1000000000; default_type application/octet-stream;
  client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;
  ${outside}
  server { ${server} }
}
`;
}

async function start(name: string, files: Readonly<Record<string, Buffer>>, configure: (port: number) => string): Promise<Target> {
  if (program === undefined) throw new Error("nginx is not installed.");
  const port = await freePort();
  const folder = await serverFolder({ ...files, "nginx.conf": configure(port) });
  const server = await startServer(program, ["-p", folder, "-c", "nginx.conf", "-e", "stderr"], { folder, port });
  return { name, port, headers: {}, pid: server.pid, close: () => server.close() };
}

/** The upstream of all: static files. */
export function startNginxUpstream(): Promise<Target> {
  const files = Object.fromEntries(sizes.map((size) => [size.path.slice(1), Buffer.alloc(size.bytes, "a")]));
  return start("bare upstream", files, (port) => configuration(`listen 127.0.0.1:${port}; root .;`));
}

/** A plain reverse proxy, nobody asked who they are. */
export function startNginxProxy(upstreamPort: number): Promise<Target> {
  return start("nginx, plain proxy", {}, (port) =>
    configuration(
      `listen 127.0.0.1:${port}; client_max_body_size 0;
    location / {
      proxy_pass http://app; proxy_http_version 1.1; proxy_max_temp_file_size 0; proxy_request_buffering off;
      proxy_set_header Host $http_host; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection $connection_upgrade;
    }`,
      `map $http_upgrade $connection_upgrade { default upgrade; "" ""; }
  upstream app { server 127.0.0.1:${upstreamPort}; keepalive 64; keepalive_requests 1000000000; }`,
    ),
  );
}
