import { isEditorProcess } from "./editorProcess";
import type { PortOwner } from "./listeningPort";

/** A service that hands over the machine or its data to whoever reaches it; `why` completes "Whoever comes in could …". */
export interface DangerousService {
  readonly name: string;
  readonly why: string;
}

const docker: DangerousService = { name: "Docker", why: "start containers as root on this machine" };
const keys: DangerousService = { name: "SSH agent", why: "sign in elsewhere with your keys" };
const postgres: DangerousService = { name: "PostgreSQL", why: "reach the databases of this machine" };
const mysql: DangerousService = { name: "MySQL", why: "reach the databases of this machine" };
const redis: DangerousService = { name: "Redis", why: "read and change its data, usually without a password" };

const services: Readonly<Partial<Record<number, DangerousService>>> = {
  22: { name: "SSH", why: "try passwords and keys against this machine" },
  2375: docker,
  3306: mysql,
  4040: { name: "ngrok agent API", why: "read the requests of other tunnels and open new ones" },
  5432: postgres,
  6379: redis,
  9222: { name: "Chrome DevTools", why: "drive the browser with your sign-ins" },
  9229: { name: "Node.js inspector", why: "run code in the debugged process" },
};

const portcullis: DangerousService = { name: "Portcullis", why: "reach another share's gate through this one" };
const editor: DangerousService = { name: "VS Code", why: "edit your files and use your terminal" };

/** `portcullis.local.port`'s default and the ones after it that a share may have taken. */
const firstOwnPort = 41_730;
const ownPorts = 50;

/**
 * The service whose sharing needs a confirmation that names it (S18).
 * @param owner where known, so that an editor is recognised on whatever port it chose
 */
export function dangerousService(port: number, owner?: PortOwner): DangerousService | undefined {
  if (owner !== undefined && isEditorProcess(owner)) return editor;
  if (port >= firstOwnPort && port < firstOwnPort + ownPorts) return portcullis;
  return services[port];
}

const sockets: readonly (readonly [path: RegExp, service: DangerousService])[] = [
  [/[\\/](docker|docker_engine|dockerDesktop\w*|podman|containerd|buildkitd|crio)(-machine-\w+)?(\.sock)?$/i, docker],
  [/[\\/](agent\.\d+|S\.gpg-agent(\.\w+)?|[\w.-]*ssh-agent[\w.-]*|keyring[\\/](ssh|control|\.ssh))$/i, keys],
  [/[\\/]\.s\.PGSQL\.\d+$/i, postgres],
  [/[\\/](mysqlx?|mysqld|mariadb)[\w.-]*$/i, mysql],
  [/[\\/](redis|valkey)[\w.-]*$/i, redis],
  [/[\\/](vscode|code|cursor|windsurf|codium)-[\w.-]*\.sock$|[\\/]\d[\w.-]*-main\.sock$/i, editor],
  [/[\\/]portcullis-[^\\/]+([\\/]gate)?$/, portcullis],
];

/**
 * The same for a socket of the file system, or a pipe of Windows, by its usual name.
 * @param owner where known, so that an editor is recognised whatever its socket is called
 */
export function dangerousSocket(path: string, owner?: PortOwner): DangerousService | undefined {
  if (owner !== undefined && isEditorProcess(owner)) return editor;
  return sockets.find(([usual]) => usual.test(path))?.[1];
}
