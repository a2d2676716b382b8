// `npm run soak`: kills, outages, floods and many sign-ins against a real agent process, in under ten minutes; the results
// are kept in bench/SOAK.md. `npm run soak -- recovery kills` runs only the sections named.
import { register } from "tsx/esm/api";

register();
const { soak } = await import("../test/soak/soak.ts");
process.exit(await soak(process.argv.slice(2)));
