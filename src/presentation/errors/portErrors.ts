import type { OwnErrorCode } from "../../base/errorCodes";
import { chooseOtherPort, retry, showLog } from "../errorAction";
import type { ErrorEntry } from "../errorEntry";

export const portErrors = {
  "local.externalAddress": {
    title: ["{address} is a part of the editor's own address", "The editor would show the share at its own address"],
    advice: "The shared app could then act as the editor. Share with ngrok instead.",
    actions: [{ kind: "changeAddress" }],
  },
  "local.portTaken": {
    title: ["Port {port} is taken", "The port of the share's own address is taken"],
    advice: "The provider knows this address, so the share does not move by itself. Free the port, or set another one and register its redirect URI.",
    actions: [retry, { kind: "openSettings", setting: "portcullis.local.port" }],
  },
  "port.listUnavailable": {
    title: ["The listening ports can't be listed: {tool}, {reason}", "The listening ports can't be listed"],
    advice: "Type the number of the port instead.",
    actions: [chooseOtherPort, showLog],
  },
  "port.notFound": {
    title: ["Nothing listens on port {port}", "Nothing listens on the port"],
    advice: "Start your app, then try again.",
    actions: [retry, chooseOtherPort],
  },
  "port.otherUser": {
    title: ["Port {port} belongs to another user of this machine", "The port belongs to another user of this machine"],
    advice: "Only ports of your own processes can be shared. Choose another one.",
    actions: [chooseOtherPort],
  },
  "port.otherScheme": {
    title: ["The app speaks {found}, and the share expects {expected}", "The app speaks another protocol than the share expects"],
    advice: "Stop the share and start it again: what the app speaks is found out then.",
    actions: [chooseOtherPort],
  },
  "port.ownerChanged": {
    title: ["Another program listens on port {port} now", "Another program listens on the port now"],
    advice: "Nothing is forwarded until you have looked. Start the share again if this is the app that you mean.",
    actions: [retry, chooseOtherPort],
  },
  "port.refused": {
    title: ["Port {port} refused the connection", "The port refused the connection"],
    advice: "Start your app. Visitors see it as soon as it answers.",
    actions: [retry, chooseOtherPort],
  },
  "socket.exposed": {
    title: ["Other users may change {at}, on the way to the socket", "Other users of this machine may replace the socket"],
    advice: "They could put a socket of their own in its place. Let your app listen in a folder that only you may write to.",
    actions: [retry, chooseOtherPort],
  },
  "socket.notSocket": {
    title: ["{path} is not a socket", "The path is not a socket"],
    advice: "Choose the socket that your app listens on. A link to it won't do.",
    actions: [chooseOtherPort],
  },
  "socket.otherUser": {
    title: ["{path} belongs to another user of this machine", "The socket belongs to another user of this machine"],
    advice: "Only sockets of your own processes can be shared. Choose another one.",
    actions: [chooseOtherPort],
  },
} as const satisfies Partial<Record<OwnErrorCode, ErrorEntry>>;
