import type { PageElement } from "../harness/pageElement";
import { waitFor } from "../harness/waitFor";
import type { Workbench } from "../harness/workbench";

const bodyClass = { light: "vs", dark: "vs-dark" } as const;

/** Makes the editor follow the system's colours, which the pictures change. */
export const followColours = { "window.autoDetectColorScheme": true } as const;

/** A picture of what is shown now, in the light and in the dark theme. */
export async function inBothThemes(workbench: Workbench, name: string): Promise<void> {
  const root = workbench.page.locator(".monaco-workbench").first();
  for (const colorScheme of ["light", "dark"] as const) {
    await workbench.page.emulateMedia({ colorScheme });
    await waitFor(`the ${colorScheme} theme`, () => root.evaluate((node: PageElement, name) => node.classList.contains(name), bodyClass[colorScheme]));
    await workbench.screenshot(`${name}-${colorScheme}`);
  }
}
