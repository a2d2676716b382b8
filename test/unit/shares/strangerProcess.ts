// One request of a stranger, in a process whose environment says where the system's certificates are.
import { strangerRequest } from "../../../src/shares/strangerRequest";

const [address = "", root] = process.argv.slice(2);
strangerRequest(new URL(address), "navigation", { marker: "m".repeat(24), rootCertificates: root === "host" ? root : "ngrok", signal: new AbortController().signal }).then(
  ({ status }) => process.send!(String(status)),
  (error: unknown) => process.send!(error instanceof Error && "code" in error ? String(error.code) : "failed"),
);
