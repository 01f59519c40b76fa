import { assertEquals } from "@std/assert";
import { BROWSER_TEST, setStage } from "./_stage.ts";

Deno.test(
  "the first steps are explained until the local farm is used, in any browser",
  BROWSER_TEST,
  async () => {
    await using stage = await setStage({ isFirstRun: true });
    const page = await stage.open("/submit");
    const steps = page.getByRole("region", { name: "First steps" });
    await steps.waitFor();
    await page.getByRole("button", { name: /hello/i }).first().click();
    await page.getByRole("button", { name: "Submit", exact: true }).click();
    await page.getByRole("link", { name: "Open the job" }).waitFor();
    await steps.waitFor({ state: "detached" });
    const another = await stage.open("/jobs");
    await another.getByRole("button", { name: "Sign-in: local · ready" }).waitFor();
    assertEquals(await another.getByRole("region", { name: "First steps" }).count(), 0);
    assertEquals(stage.problems, []);
  },
);
