import { isEditorProcess } from "./editorProcess";
import type { PortOwner } from "./listeningPort";

/** A service that hands over the machine or its data to whoever reaches it; `why` completes "Whoever comes in could …". */
export interface DangerousService {
  readonly name: string;
  readonly why: string;
}

const services: Readonly<Partial<Record<number, DangerousService>>> = {
  22: { name: "SSH", why: "try passwords and keys against this machine" },
  2375: { name: "Docker", why: "start containers as root on this machine" },
  3306: { name: "MySQL", why: "reach the databases of this machine" },
  4040: { name: "ngrok agent API", why: "read the requests of other tunnels and open new ones" },
  5432: { name: "PostgreSQL", why: "reach the databases of this machine" },
  6379: { name: "Redis", why: "read and change its data, usually without a password" },
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
