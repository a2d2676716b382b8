// `npm run test:live`: see CONTRIBUTING.md, "Against the real services".
import { liveCommand } from "./liveCommand";
import { environmentHelp, servicesFrom } from "./services";

const services = servicesFrom(process.env);
if (typeof services === "string") {
  console.log(`${services}\n${environmentHelp}`);
  process.exit(2);
}
process.exit(await liveCommand(services));
