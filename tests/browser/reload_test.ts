import { assertEquals } from "@std/assert";
import { BROWSER_TEST, setStage } from "./_stage.ts";

Deno.test(
  "a reload in the middle of a submission finds it again, and nothing typed before is lost",
  BROWSER_TEST,
  async () => {
    await using stage = await setStage();
    const { proxy } = stage;
    const page = await stage.open("/submit");
    await page.getByRole("button", { name: /hello/i }).first().click();
    await page.getByLabel("Name", { exact: false }).first().fill("typed before the reload");
    await page.reload();
    const name = page.getByLabel("Name", { exact: false }).first();
    await name.waitFor();
    assertEquals(await name.inputValue(), "typed before the reload");
    await page.getByRole("tab", { name: "Host requirements" }).click();
    await page.getByLabel(/Run on workers that meet/).click();
    await page.getByLabel("Minimum of vCPUs").fill("4");
    await page.reload();
    // The tab is in the URL, and what was typed in it is kept, too.
    const least = page.getByLabel("Minimum of vCPUs");
    await least.waitFor();
    assertEquals(await least.inputValue(), "4");

    proxy.change({ rules: [{ operation: "CreateJob", times: 1, latency: { ms: 3000 } }] });
    proxy.forget();
    await page.getByRole("button", { name: "Submit", exact: true }).click();
    await proxy.sighting(({ operation }) => operation === "CreateJob");
    await page.reload();
    await page.getByRole("button", { name: "1 task in flight" }).waitFor();
    await page.getByRole("link", { name: "Open the job" }).waitFor();
    await page.getByRole("link", { name: "Open the job" }).click();
    await page.getByRole("heading", { name: "typed before the reload" }).waitFor();
    const created = proxy.seen.filter(({ operation }) => operation === "CreateJob");
    assertEquals(created.length, 1, "the job was made once");
    assertEquals(stage.problems, []);
  },
);
