import type { Route } from "playwright-core";
import { waitFor } from "../harness/waitFor";
import type { Guide } from "./guide";
import type { Scene } from "./scene";

/**
 * Presses a button of Test SSO that opens a tab, and catches what it leads to: the address to open in a visitor's browser, which believes
 * the stand-in's certificates.
 */
export async function trialAddress({ workbench, edge }: Scene, report: Guide, button: string): Promise<string> {
  let address: string | undefined;
  const caught = (route: Route) => {
    address = route.request().url();
    return route.abort();
  };
  await workbench.context.route(/\/\.portcullis\/try/, caught);
  try {
    await report.press(button);
    const found = await waitFor("the browser to be opened", () => address);
    // The stand-in edge is at a localhost address, which this editor leads through its own proxy; a real one is not.
    return `${edge.publicOrigin}${found.slice(found.indexOf("/.portcullis/"))}`;
  } finally {
    await workbench.context.unroute(/\/\.portcullis\/try/, caught);
    for (const page of workbench.context.pages()) if (page !== workbench.page) await page.close();
  }
}
