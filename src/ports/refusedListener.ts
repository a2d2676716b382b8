import { ExpectedError } from "../base/expectedError";
import { upstreamFacts, type Upstream } from "../protocol/upstream";
import type { ListenerIdentity } from "./listenerIdentity";

/** S18: why what is there is never shared, whoever wants it; undefined where it may be. */
export function refusedListener(upstream: Upstream, found: ListenerIdentity): ExpectedError | undefined {
  switch (found.state) {
    case "otherUser":
      return new ExpectedError("port" in upstream ? "port.otherUser" : "socket.otherUser", upstreamFacts(upstream));
    case "notSocket":
      return new ExpectedError("socket.notSocket", upstreamFacts(upstream));
    case "exposed":
      return new ExpectedError("socket.exposed", { ...upstreamFacts(upstream), at: found.at });
    case "own":
    case "unreadable":
    case "gone":
      return undefined;
  }
}
