import type { Page } from "playwright-core";
import type { Stage } from "./_stage.ts";

/** What a person does while a call is held, and how long the connection behind it stayed open. */
export interface CancelWay {
  name: string;
  /** Opens the page and waits until its call is held; gives what is to be done then. */
  prepare(stage: Stage): Promise<() => Promise<Page>>;
}

const STALL = { rules: [{ operation: "ListFleets", stall: "after" as const }] };

/** The ways to say that an answer is not wanted any more. */
export const CANCEL_WAYS: readonly CancelWay[] = [
  way("Cancel", async (page) => {
    await page.getByText("List workers: no answer for").waitFor();
    return () => click(page, "main .slow .link");
  }),
  way("close the tab", (page) => Promise.resolve(() => page.close())),
  way("another page", (page) => Promise.resolve(() => click(page, 'a[href="/settings"]'))),
  way("another farm", async (page) => {
    await page.getByRole("button", { name: "Farm Local farm" }).click();
    await page.getByRole("option", { name: "Sandbox" }).waitFor();
    return () => clickOption(page, "Sandbox");
  }),
];

function way(
  name: string,
  prepare: (page: Page) => Promise<() => Promise<unknown>>,
): CancelWay {
  return {
    name,
    async prepare(stage) {
      stage.proxy.change(STALL);
      stage.proxy.forget();
      const page = await stage.open("/workers");
      await stage.proxy.sighting(({ operation }) => operation === "ListFleets");
      const act = await prepare(page);
      return async () => {
        await act();
        return page;
      };
    },
  };
}

/** Milliseconds from the act of a person to the moment the connection to the service is closed. */
export async function cancelLatency(stage: Stage, { prepare }: CancelWay): Promise<number> {
  const act = await prepare(stage);
  const from = Date.now();
  const [held, page] = await Promise.all([
    stage.proxy.sighting(({ operation, clientLeftAt }) =>
      operation === "ListFleets" && clientLeftAt !== undefined
    ),
    act(),
  ]);
  await page.context().close();
  return held.clientLeftAt! - from;
}

/** Clicks at once, as a person does; the helper of the browser driver would first watch and wait. */
function click(page: Page, selector: string): Promise<unknown> {
  return page.evaluate((wanted) => document.querySelector<HTMLElement>(wanted)!.click(), selector)
    // Leaving the page may end the evaluation that did it.
    .catch(() => {});
}

function clickOption(page: Page, name: string): Promise<unknown> {
  return page.evaluate((wanted) => {
    const options = [...document.querySelectorAll<HTMLElement>("[role=option]")];
    options.find(({ textContent }) => textContent.includes(wanted))!.click();
  }, name);
}
