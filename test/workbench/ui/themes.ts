import type { PageElement } from "../harness/pageElement";
import { waitFor } from "../harness/waitFor";
import type { Workbench } from "../harness/workbench";

const bodyClass = { light: "vs", dark: "vs-dark", "high-contrast": "hc-black" } as const;

/** Makes the editor follow the system's colours, which the pictures change. */
export const followColours = { "window.autoDetectColorScheme": true } as const;

/** A picture of what is shown now, in the light and in the dark theme. */
export async function inBothThemes(workbench: Workbench, name: string): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await workbench.page.emulateMedia({ colorScheme });
    await shows(workbench, colorScheme);
    await workbench.screenshot(`${name}-${colorScheme}`);
  }
}

/** The same in high contrast, too, which the editor follows as it does the colours. */
export async function inAllThemes(workbench: Workbench, name: string): Promise<void> {
  await inBothThemes(workbench, name);
  const { page } = workbench;
  await page.emulateMedia({ colorScheme: "dark", forcedColors: "active" });
  await shows(workbench, "high-contrast");
  await workbench.screenshot(`${name}-high-contrast`);
  await page.emulateMedia({ colorScheme: "light", forcedColors: "none" });
  await shows(workbench, "light");
}

async function shows({ page }: Workbench, theme: keyof typeof bodyClass): Promise<void> {
  await waitFor(`the ${theme} theme`, () => page.locator(".monaco-workbench").first().evaluate((node: PageElement, name) => node.classList.contains(name), bodyClass[theme]));
}
