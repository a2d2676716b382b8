import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isEditorProcess } from "../../../src/ports/editorProcess";
import { groupByPort, type ListeningPort, type PortOwner } from "../../../src/ports/listeningPort";
import { sharePortOrder } from "../../../src/ports/sharePortOrder";

const node: PortOwner = { pid: 100, name: "node", user: "self", executable: "/usr/bin/node" };

function listening(port: number, owner?: Partial<PortOwner>): ListeningPort {
  return { port, addresses: [], user: owner?.user ?? (owner && "self"), owner: owner && { ...node, ...owner } };
}

function order(ports: readonly ListeningPort[], workspaceFolders: readonly string[], platform: NodeJS.Platform = "linux", ownPids: readonly number[] = []) {
  return sharePortOrder(ports, { workspaceFolders, ownPids: new Set(ownPids), isEditor: isEditorProcess, platform }).map(({ port }) => port);
}

describe("sharePortOrder", () => {
  it("puts this workspace's ports first, then the person's others, then the unknown, each by number", () => {
    const ports = [listening(80), listening(9000, { folder: "/home/anna/other" }), listening(8000, { user: "other", folder: "/home/anna/shop" }), listening(5173, { folder: "/home/anna/shop/web" }), listening(3000, { folder: "/home/anna/shop" }), listening(22), listening(4000, {})];
    assert.deepEqual(order(ports, ["/home/anna/blog", "/home/anna/shop"]), [3000, 5173, 4000, 9000, 22, 80, 8000]);
  });

  it("does not take a folder with the same beginning for one inside", () => {
    const ports = [listening(1, { folder: "/home/anna/shop-old" }), listening(2, { folder: "/home/anna/shop" }), listening(3, { folder: "/home/anna/shop/..cache" })];
    assert.deepEqual(order(ports, ["/home/anna/shop"]), [2, 3, 1]);
  });

  it("compares as the platform does", () => {
    const ports = [listening(1, { folder: "/Users/Anna/x" }), listening(2, { folder: "/users/anna/Shop/web" })];
    assert.deepEqual(order(ports, ["/Users/Anna/shop"], "darwin"), [2, 1]);
    assert.deepEqual(order(ports, ["/Users/Anna/shop"], "linux"), [1, 2]);
    assert.deepEqual(order([listening(1, { folder: "D:\\shop" }), listening(2, { folder: "c:\\Shop\\web" })], ["C:\\shop"], "win32"), [2, 1]);
  });

  it("leaves out our own processes and the editor's", () => {
    const ports = [listening(1, { pid: 7 }), listening(2, { name: "Code Helper (Plugin)", executable: "/x/Code Helper (Plugin)" }), listening(3, {})];
    assert.deepEqual(order(ports, [], "linux", [7]), [3]);
  });
});

describe("isEditorProcess", () => {
  const cases: readonly [boolean, Partial<PortOwner>][] = [
    [true, { executable: "/usr/share/code/code" }],
    [true, { executable: "/usr/share/code-insiders/code-insiders" }],
    [true, { name: "Code", executable: "C:\\Program Files\\Microsoft VS Code\\Code.exe" }],
    [true, { executable: "/Applications/Visual Studio Code.app/Contents/MacOS/Electron" }],
    [true, { executable: "/Applications/Visual Studio Code.app/Contents/Frameworks/Code Helper (Plugin).app/Contents/MacOS/Code Helper (Plugin)" }],
    [true, { executable: "/home/anna/.vscode-server/bin/0ee08df0/node" }],
    [true, { executable: "/home/anna/.vscode-server/cli/servers/Stable-0ee08df0/server/node" }],
    [true, { executable: "/usr/lib/code-server/lib/node" }],
    [true, { commandLine: "/usr/bin/node /usr/bin/code-server --auth none" }],
    [true, { commandLine: "node /srv/node_modules/code-server/out/node/entry.js --port 1" }],
    [true, { commandLine: "node /srv/node_modules/code-server/lib/vscode/out/server-main.js --port 1" }],
    [true, { commandLine: "node --dns-result-order=ipv4first /srv/code-server/lib/vscode/out/bootstrap-fork --type=extensionHost" }],
    [true, { executable: "C:\\Program Files\\nodejs\\node.exe", commandLine: '"C:\\Program Files\\nodejs\\node.exe" "C:\\npm\\code-server\\out\\node\\entry.js"' }],
    [false, { commandLine: "node server.js" }],
    [false, { commandLine: "node /home/anna/code-server/examples/server.js" }],
    [false, { commandLine: "node server.js --type=extensionHost /x/vscode/out/server-main.js" }],
    [false, { commandLine: "node server-main.js" }],
    [false, { commandLine: "node /home/anna/vscode-server/node_modules/.bin/vite" }],
    [false, { executable: "/home/anna/.vscode-server/extensions/x/bin/api", name: "api" }],
    [false, { executable: "/home/anna/.nvm/versions/node/v24.1.0/bin/node" }],
    [false, { executable: "/home/anna/app/node_modules/electron/dist/electron", name: "electron" }],
    [false, { executable: "/usr/bin/python3.12", commandLine: "python3 -m code-server" }],
  ];
  for (const [expected, owner] of cases) {
    it(`${expected ? "recognises" : "leaves alone"} ${owner.commandLine ?? owner.executable}`, () => {
      assert.equal(isEditorProcess({ ...node, ...owner }), expected);
    });
  }
});

describe("groupByPort", () => {
  it("gathers the addresses of one owner and keeps two owners of one port apart", () => {
    const v4 = { family: "ipv4", address: "127.0.0.1" } as const;
    const v6 = { family: "ipv6", address: "::1" } as const;
    const other: PortOwner = { ...node, pid: 200 };
    const ports = groupByPort([
      { port: 3000, address: v4, user: "self", owner: node },
      { port: 3000, address: v6, user: "self", owner: other },
      { port: 80, address: v4, user: "other", owner: undefined },
      { port: 80, address: v6, user: "other", owner: undefined },
      { port: 80, address: v6, user: "other", owner: undefined },
    ]);
    assert.deepEqual(ports.map(({ port, addresses, owner }) => [port, addresses, owner?.pid]), [
      [80, [v4, v6], undefined],
      [3000, [v4], 100],
      [3000, [v6], 200],
    ]);
  });
});
