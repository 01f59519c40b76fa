import type { Page } from "playwright-core";
import { deadline } from "@deadline/client/task";
import type { Sighting } from "@/farm/faults/mod.ts";
import type { Stage } from "./_stage.ts";

/** A way to say that an answer is not wanted any more. */
export interface CancelWay {
  name: string;
  /** Shows the Workers page whose call is held, once more; `page` is where the way was gone before. */
  show(page: Page): Promise<Page>;
  /** Waits until the act can be done. */
  ready(page: Page): Promise<unknown>;
  /** What the person does. */
  act(page: Page): Promise<unknown>;
}

/** Tasks of the tray that are under way; below the heading are those that ended. */
const RUNNING = ".tray-panel > .tray-task:not(h3 ~ .tray-task)";
const STALL = { rules: [{ operation: "ListFleets", stall: "after" as const }] };
/** Milliseconds after which something that should come about counts as never. */
const NEVER = 20_000;

/** The ways to say that an answer is not wanted any more. */
export const CANCEL_WAYS: readonly CancelWay[] = [
  {
    name: "Cancel",
    async show(page) {
      if (page.url() === "about:blank") return await workers(page);
      await page.getByRole("button", { name: "Load again" }).click();
      return page;
    },
    async ready(page) {
      const tray = page.getByRole("region", { name: "Tasks" });
      if (!await tray.isVisible()) await page.getByRole("button", { name: /in flight$/ }).click();
      await page.locator(RUNNING, { hasText: "List workers" }).waitFor();
    },
    act: (page) => click(page, RUNNING, "List workers", ".link"),
  },
  {
    name: "close the tab",
    show: async (page) => await workers(page.isClosed() ? await page.context().newPage() : page),
    ready: idle,
    act: (page) => page.close(),
  },
  {
    name: "another page",
    show: workers,
    ready: idle,
    async act(page) {
      await click(page, "nav a", "Settings");
      await page.waitForURL("/settings");
    },
  },
  {
    name: "another farm",
    // The farm that was chosen has its own call by now.
    show: async (page) => page.url() === "about:blank" ? await workers(page) : page,
    async ready(page) {
      await page.getByRole("button", { name: /^Farm / }).click();
      await page.locator("[role=option][aria-selected=false]").waitFor();
    },
    act: (page) => click(page, "[role=option][aria-selected=false]", ""),
  },
];

/**
 * Milliseconds from the act of a person to the moment the connection to the service is closed, of so
 * many tries.
 *
 * @throws {DOMException} named `TimeoutError` if it stays open.
 */
export async function cancelLatencies(
  stage: Stage,
  way: CancelWay,
  tries: number,
): Promise<number[]> {
  const { proxy } = stage;
  proxy.change(STALL);
  let page = await stage.open();
  const context = page.context();
  const figures: number[] = [];
  let last = proxy.seen.at(-1)?.id ?? 0;
  try {
    while (figures.length < tries) {
      page = await way.show(page);
      const isHeld = ({ operation, id }: Sighting) => operation === "ListFleets" && id > last;
      const { id } = await proxy.sighting(isHeld, { signal: AbortSignal.timeout(NEVER) });
      await way.ready(page);
      const from = Date.now();
      const acted = way.act(page).catch(() => {});
      const isLeft = (one: Sighting) => one.id === id && one.clientLeftAt !== undefined;
      const { clientLeftAt } = await proxy.sighting(isLeft, { signal: AbortSignal.timeout(NEVER) });
      figures.push(clientLeftAt! - from);
      last = id;
      // An act that ends its page may never be confirmed.
      await deadline(NEVER, () => acted).catch(() => {});
    }
  } finally {
    await deadline(NEVER, () => context.close());
  }
  return figures;
}

async function workers(page: Page): Promise<Page> {
  await page.goto("/workers");
  return page;
}

/** Nobody acts before the page is drawn; what the browser does until then is no wait of theirs. */
function idle(page: Page): Promise<unknown> {
  return page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)).then(() => {}));
}

/** Clicks at once, as a person does; the helper of the browser driver would first watch and wait. */
function click(page: Page, selector: string, text: string, within?: string): Promise<unknown> {
  return page.evaluate(([selector, text, within]) => {
    const found = [...document.querySelectorAll<HTMLElement>(selector)]
      .find(({ textContent }) => textContent.includes(text))!;
    (within ? found.querySelector<HTMLElement>(within)! : found).click();
  }, [selector, text, within] as const);
}
