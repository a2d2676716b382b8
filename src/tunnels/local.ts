import { ExpectedError } from "../base/expectedError";
import type { Tunnel } from "./tunnel";

/** This machine only: the gate's own loopback port is the address. It can't be lost. */
export function localTunnel(options: { readonly origin?: string | undefined }): Tunnel {
  return {
    open(door) {
      if (door.kind !== "tcp") return Promise.reject(new ExpectedError("local.portTaken", { port: 0 }));
      return Promise.resolve({
        publicOrigin: options.origin ?? `http://localhost:${door.port}`,
        onLost: () => ({ dispose: () => undefined }),
        close: () => Promise.resolve(),
      });
    },
  };
}
