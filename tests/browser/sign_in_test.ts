import { assertEquals } from "@std/assert";
import { BROWSER_TEST, setStage } from "./_stage.ts";

Deno.test(
  "expired credentials ask once for a sign-in, then everything goes on and nothing typed is lost",
  BROWSER_TEST,
  async () => {
    await using stage = await setStage();
    const page = await stage.open("/submit");
    await page.getByRole("button", { name: /hello/i }).first().click();
    await page.getByLabel("Name", { exact: false }).first().fill("typed before it expired");
    await page.locator("button[type=submit]:enabled", { hasText: "Submit" }).waitFor();

    stage.proxy.change({ rules: [{ operation: "*", expired: true }] });
    await page.getByRole("button", { name: "Submit", exact: true }).click();
    const prompt = page.getByRole("alert").filter({ hasText: "Your AWS sign-in has expired" });
    await prompt.waitFor();
    assertEquals(await prompt.count(), 1);

    stage.proxy.change({ rules: [] });
    await prompt.getByRole("button", { name: "I have signed in again" }).click();
    await prompt.waitFor({ state: "detached" });
    await page.getByRole("link", { name: "Open the job" }).click();
    await page.getByRole("heading", { name: "typed before it expired" }).waitFor();
    assertEquals(stage.problems, []);
  },
);
