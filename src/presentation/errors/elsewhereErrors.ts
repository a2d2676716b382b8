// Taking a share elsewhere, and bringing along what ngrok's own configuration has.
import type { OwnErrorCode } from "../../base/errorCodes";
import type { ErrorEntry } from "../errorEntry";

const editRule = { kind: "editRule" } as const;

export const elsewhereErrors = {
  "export.needsSecret": {
    title: "ngrok's edge signs people in with a client secret alone",
    advice: "This provider is saved as a public client, without one. Save it with its client secret, then take the share elsewhere.",
    actions: [{ kind: "editProvider" }],
  },
  "export.notForShell": {
    title: "This can't be a command of that shell",
    advice: "It is too long, or has a character that the shell can't pass on. Choose another shell, or save the file instead.",
    actions: [],
  },
  "export.notWritten": {
    title: ["{path} could not be written: {why}", "The file could not be written"],
    advice: "Save it somewhere else.",
    actions: [],
  },
  "export.ruleNotPossible": {
    title: ["ngrok's edge can't ask for {what}", "ngrok's edge can't ask for all that this share asks for"],
    advice: "Without Portcullis's gate more people would come in than here. Name people by address or domain, then take the share elsewhere.",
    actions: [editRule],
  },
  "export.socket": {
    title: "ngrok's own agent leads to ports alone",
    advice: "This app listens on a socket of the file system. Let it listen on a port, then take the share elsewhere.",
    actions: [{ kind: "chooseOtherPort" }],
  },
  "import.nothing": {
    title: ["There is nothing in {path} that could be shared", "There is nothing that could be shared"],
    advice: "Tunnels and endpoints have to lead to a web app on this machine. Pick another file, or share a port.",
    actions: [{ kind: "chooseOtherPort" }],
  },
  "import.unreadable": {
    title: ["{path} can't be read: {why}", "The configuration file can't be read"],
    advice: "Pick another file, or share a port.",
    actions: [{ kind: "chooseOtherPort" }],
  },
} as const satisfies Partial<Record<OwnErrorCode, ErrorEntry>>;
