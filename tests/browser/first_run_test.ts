import { assertEquals } from "@std/assert";
import { BROWSER_TEST, setStage } from "./_stage.ts";

Deno.test(
  "a first run leads by clicking alone to a job that succeeded, and to its log",
  BROWSER_TEST,
  async () => {
    await using stage = await setStage({ workers: 1, selected: false });
    const page = await stage.open("/");
    await page.getByRole("button", { name: "Choose farm" }).click();
    await page.getByRole("option", { name: "Local farm" }).click();
    // A farm with one queue needs no second choice.
    await page.getByRole("button", { name: "Queue Default queue", exact: true }).waitFor();
    await page.getByRole("link", { name: "Submit job" }).first().click();

    await page.getByRole("button", { name: /hello/i }).first().click();
    await page.getByRole("button", { name: "Submit", exact: true }).click();
    await page.getByRole("link", { name: "Open the job" }).click();

    await page.locator(".job-head .status", { hasText: "Succeeded" }).waitFor();
    await page.locator(".log-line", { hasText: /hello/i }).first().waitFor();
    assertEquals(stage.problems, []);
  },
);
