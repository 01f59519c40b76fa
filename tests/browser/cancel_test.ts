import { assert, assertEquals } from "@std/assert";
import { BROWSER_TEST, setStage, type Stage } from "./_stage.ts";

/** Waits until the console closed its connection for a call that was held; gives how long it took. */
async function closedAfter(stage: Stage, operation: string, from: number): Promise<number> {
  const one = await stage.proxy.sighting((seen) =>
    seen.operation === operation && seen.clientLeftAt !== undefined && seen.clientLeftAt >= from
  );
  return one.clientLeftAt! - from;
}

Deno.test(
  "a slow load says what it waits for, and Cancel closes the connection behind it",
  BROWSER_TEST,
  async (t) => {
    await using stage = await setStage();
    const { proxy } = stage;
    const stall = { rules: [{ operation: "SearchJobs", stall: "before" as const }] };

    await t.step("Cancel in the panel", async () => {
      proxy.change(stall);
      const page = await stage.open("/jobs");
      await page.getByText("List jobs: no answer for").waitFor();
      const from = Date.now();
      await page.getByRole("button", { name: "Cancel", exact: true }).click();
      await page.getByText("You stopped loading this.").waitFor();
      const took = await closedAfter(stage, "SearchJobs", from);
      assert(took < 2000, `the connection was closed after ${took} ms`);

      proxy.change({ rules: [] });
      await page.getByRole("button", { name: "Load again" }).click();
      await page.getByText("This queue has no jobs yet.").waitFor();
      await page.context().close();
    });

    await t.step("leaving the page", async () => {
      proxy.change(stall);
      proxy.forget();
      const page = await stage.open("/jobs");
      await proxy.sighting(({ operation }) => operation === "SearchJobs");
      const from = Date.now();
      await page.getByRole("link", { name: "Settings" }).click();
      const took = await closedAfter(stage, "SearchJobs", from);
      assert(took < 2000, `the connection was closed after ${took} ms`);
      await page.context().close();
    });

    await t.step("the page stays alive while everything behind it stands still", async () => {
      proxy.change({ rules: [{ operation: "*", stall: "before" }] });
      const page = await stage.open("/jobs");
      await page.getByRole("button", { name: "Search or run" }).click();
      await page.getByRole("combobox", { name: "Search or run" }).fill("worker");
      await page.getByRole("option", { name: "Go to Workers" }).waitFor();
      await page.context().close();
    });
    assertEquals(stage.problems, []);
  },
);
