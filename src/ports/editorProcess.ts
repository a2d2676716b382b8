import type { PortOwner } from "./listeningPort";

const programs = /^(code|code - insiders|code - oss|code-insiders|code-oss|code-tunnel|code-tunnel-insiders|codium|vscodium|cursor|windsurf|code-server|openvscode-server|(code|code - insiders|code - oss|vscodium|cursor|windsurf) helper( \((plugin|renderer|gpu)\))?)$/i;

/** macOS's main program is called Electron; remote servers and code-server bring a Node.js along that no terminal finds by `node`. */
const places = [
  /\/(visual studio code[^/]*|vscodium|cursor|windsurf)\.app\//i,
  /[\\/]\.(vscode|vscodium|vscode-oss|cursor|windsurf)-(server|remote)(-insiders)?[\\/](.*[\\/])?node(\.exe)?$/i,
  /[\\/]code-server([-.][^\\/]*)?[\\/]lib[\\/]node(\.exe)?$/i,
  /[\\/]openvscode-server[^\\/]*[\\/]node(\.exe)?$/i,
];

/** What a Node.js of the machine runs for an editor: its first argument that is no option. */
const script = /[\\/](code-server|(vscode|code-oss|vscode-reh[^\\/]*|openvscode-server[^\\/]*)[\\/]out[\\/](bootstrap-fork|server-main|server-cli)|code-server[\\/]out[\\/]node[\\/]entry)(\.[cm]?js)?$/i;

/**
 * Whether a process is VS Code, code-server or a part of them (extension host, remote server), by its program and what it runs.
 * A dev server that was started in the editor's terminal is not: neither parents nor folder are looked at.
 */
export function isEditorProcess(owner: PortOwner): boolean {
  const path = owner.executable ?? owner.name;
  const program = path.replace(/^.*[\\/]/, "").replace(/\.exe$/i, "");
  if (programs.test(program) || places.some((place) => place.test(path))) return true;
  if (!/^(node|nodejs|mainthread)$/i.test(program) || owner.commandLine === undefined) return false;
  const [, ...rest] = (owner.commandLine.match(/"[^"]*"|\S+/g) ?? []).map((argument) => argument.replace(/^"(.*)"$/, "$1"));
  const first = rest.find((argument) => !argument.startsWith("-"));
  return first !== undefined && script.test(first);
}
