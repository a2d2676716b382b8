import { ExpectedError } from "../base/expectedError";
import type { Tunnel } from "./tunnel";

/**
 * The gate's own loopback port: the address itself, on this machine only, or what a tunnel of the person's own leads to, whose
 * address is `origin`. Neither can be seen to be lost from here: the proof, made again, tells.
 */
export function localTunnel(options: { readonly origin?: string | undefined }): Tunnel {
  return {
    open(door) {
      if (door.kind !== "tcp") return Promise.reject(new ExpectedError("local.portTaken", { port: 0 }));
      return Promise.resolve({
        publicOrigin: options.origin ?? `http://localhost:${door.port}`,
        onLost: () => ({ dispose: () => undefined }),
        onStopped: () => ({ dispose: () => undefined }),
        close: () => Promise.resolve(),
      });
    },
  };
}
