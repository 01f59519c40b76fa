import { assertEquals } from "@std/assert";
import type { Page, Request } from "playwright-core";
import { makeJob } from "../browser/_jobs.ts";
import { until } from "../server/_console.ts";
import { BROWSER_TEST, setStage } from "../browser/_stage.ts";

const TABS = 8;

/** Shows or hides a tab, as a person does by turning to another one. */
function show(page: Page, visible: boolean): Promise<void> {
  return page.evaluate((hidden) => {
    Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
    document.dispatchEvent(new Event("visibilitychange"));
  }, !visible);
}

Deno.test(
  "eight tabs load, share one connection for what is new, and all hear of it",
  BROWSER_TEST,
  async () => {
    await using stage = await setStage();
    await makeJob(stage, { name: "first" });
    // Browsers allow six connections to a host, counted over all tabs of a context.
    const tabs: Page[] = [await stage.open("/jobs")];
    const context = tabs[0].context();
    const open = new Map<Request, Page>();
    const held = () => [...open.values()].filter((page) => !page.isClosed()).length;
    context.on("requestfinished", (request) => open.delete(request));
    context.on("requestfailed", (request) => open.delete(request));
    context.on("request", (request) => {
      if (request.url().includes("/api/events")) open.set(request, request.frame().page());
    });
    await tabs[0].reload();
    for (let i = 1; i < TABS; i++) {
      const page = await context.newPage();
      await page.goto(`${stage.origin}/jobs`);
      tabs.push(page);
    }
    for (const tab of tabs) await tab.getByRole("link", { name: "first" }).waitFor();
    assertEquals(held(), 1);

    await makeJob(stage, { name: "second" });
    for (const tab of tabs) await tab.getByRole("link", { name: "second" }).waitFor();

    // When the tab that holds the connection goes, another one takes over.
    await tabs.shift()!.close();
    await makeJob(stage, { name: "third" });
    for (const tab of tabs) await tab.getByRole("link", { name: "third" }).waitFor();
    assertEquals(held(), 1);

    // Tabs that nobody sees hold no connection, and the farm is polled for nobody.
    const { live } = stage.console;
    for (const tab of tabs) await show(tab, false);
    await until(() => live.size === 0, "nobody polls");
    await makeJob(stage, { name: "fourth" });
    await show(tabs[3], true);
    await tabs[3].getByRole("link", { name: "fourth" }).waitFor();
    assertEquals(live.size, 1);
    await context.close();
    assertEquals(stage.problems, []);
  },
);
