import { assertEquals } from "@std/assert";
import type { Route } from "playwright-core";
import { CANCEL_WAYS, cancelLatencies } from "./_cancel_latency.ts";
import { BROWSER_TEST, setStage } from "./_stage.ts";

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
      await page.getByRole("button", { name: "Cancel", exact: true }).click();
      await page.getByText("You stopped loading this.").waitFor();
      await proxy.sighting((one) =>
        one.operation === "SearchJobs" && one.clientLeftAt !== undefined
      );

      proxy.change({ rules: [] });
      await page.getByRole("button", { name: "Load again" }).click();
      await page.getByText("This queue has no jobs yet.").waitFor();
      await page.context().close();
    });

    for (const way of CANCEL_WAYS) {
      await t.step(`${way.name} closes it`, async () => {
        assertEquals((await cancelLatencies(stage, way, 1)).length, 1);
      });
    }

    await t.step("following a link closes them before the next page answers", async () => {
      proxy.change({ rules: [{ operation: "ListFleets", stall: "after" }] });
      proxy.forget();
      const page = await stage.open("/workers");
      const first = await proxy.sighting(({ operation }) => operation === "ListFleets");
      // The next page takes its time, and then there is none.
      const { promise: asked, resolve } = Promise.withResolvers<Route>();
      await page.route("**/settings", resolve);
      await page.evaluate(() =>
        document.querySelector<HTMLElement>("nav a[href='/settings']")!.click()
      );
      await proxy.sighting(({ id, clientLeftAt }) => id === first.id && clientLeftAt !== undefined);
      await (await asked).fulfill({ status: 204 });
      // The page that stays asks again.
      await proxy.sighting(({ operation, id }) => operation === "ListFleets" && id > first.id);
      await page.getByText("List workers: no answer for").waitFor();
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
