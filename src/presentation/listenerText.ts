// S18 in words: who listens where a share's app is. Names and folders come from outside.
import type { ListenerSight, OwnListener } from "../shares/listenerPin";
import type { Share } from "../shares/share";
import { message, type Message } from "./message";
import { upstreamText } from "./shareText";

const mostFolder = 200;

/** What is said of the app of a share beside its port; undefined while there is nothing to say. */
export function listenerText({ verdict }: ListenerSight): Message | undefined {
  switch (verdict) {
    case "unknown":
      return message("The app's process can't be read on this system");
    case "changed":
      return message("Another program listens there: nothing is forwarded");
    case "otherUser":
      return message("Another user's process listens there: nothing is forwarded");
    case "exposed":
      return message("Other users may replace the socket: nothing is forwarded");
    case "same":
    case "gone":
      return undefined;
  }
}

/** Whether visitors are held back because of who listens. */
export function isHeldBack({ state, listener }: Pick<Share, "state" | "listener">): boolean {
  return (state.kind === "live" || state.kind === "reconnecting") && (listener.verdict === "changed" || listener.verdict === "otherUser" || listener.verdict === "exposed");
}

/** Each app of a share by itself, as a share with no other. */
export function eachApp(share: Share): readonly { readonly prefix: string; readonly app: Share }[] {
  const { spec, routes = [] } = share;
  return [{ prefix: "/", app: share }, ...routes.map(({ prefix, upstream, listener }) => ({ prefix, app: { ...share, spec: { ...spec, upstream }, listener } }))];
}

/** For the notification that asks: it names what would be shared. */
export function strangerNotice({ spec }: Pick<Share, "spec">, { name, pid, folder }: OwnListener): Message {
  const program = folder === undefined ? message("{name} (process {pid})", { name, pid: String(pid) }) : message("{name} (process {pid}) in {folder}", { name, pid: String(pid), folder }, mostFolder);
  return message("Another program listens on {app} now: {program}. Nothing is forwarded to it.", { app: upstreamText(spec.upstream), program });
}

export function exposedNotice({ spec }: Pick<Share, "spec">): Message {
  return message("Other users of this machine may replace {app} now. Nothing is forwarded to it.", { app: upstreamText(spec.upstream) });
}

export function otherUserNotice({ spec }: Pick<Share, "spec">): Message {
  return message("A process of another user of this machine listens on {app} now. Nothing is forwarded to it.", { app: upstreamText(spec.upstream) });
}
