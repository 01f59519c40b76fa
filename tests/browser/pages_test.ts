import { assert, assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import { makeJob } from "./_jobs.ts";
import { BROWSER_TEST, setStage } from "./_stage.ts";

const MARKUP = '<img src=x onerror="globalThis.broken=1">';

/** Nothing a page shows may be wider than the page. */
async function overflow(page: Page): Promise<number> {
  return await page.evaluate(() =>
    document.documentElement.scrollWidth - document.documentElement.clientWidth
  );
}

async function compressedSize(body: Uint8Array): Promise<number> {
  const zipped = new Blob([new Uint8Array(body)]).stream().pipeThrough(
    new CompressionStream("gzip"),
  );
  return (await new Response(zipped).arrayBuffer()).byteLength;
}

Deno.test("every page is quiet, inert and within its window", BROWSER_TEST, async (t) => {
  await using stage = await setStage({ weather: true });
  const { farmId, queueId } = stage.farm;
  const jobId = await makeJob(stage, { name: MARKUP, stepName: MARKUP });
  const paths = [
    "/jobs",
    `/jobs/${jobId}?farm=${farmId}&queue=${queueId}`,
    "/submit",
    "/workers",
    "/settings",
    "/diagnostics",
    "/weather",
    "/no-such-page",
  ];
  const page = await stage.open("/jobs");
  for (const path of paths) {
    await t.step(path.replace(/\?.*/, "").replace(jobId, "JOB"), async () => {
      await page.goto(stage.origin + path);
      await page.addScriptTag({ content: "globalThis.injected = 1" }).catch(() => {});
      const markup = await page.evaluate((html) => {
        try {
          document.createElement("p").innerHTML = html;
          return "accepted";
        } catch (error) {
          return (error as Error).name;
        }
      }, MARKUP);
      assertEquals(markup, "TypeError");
      await page.setViewportSize({ width: 1440, height: 800 });
      await page.locator("h1").first().waitFor();
      await page.getByRole("button", { name: "Queue Default queue", exact: true }).waitFor();
      if (path.startsWith("/jobs")) await page.getByText(MARKUP).first().waitFor();
      const globals = await page.evaluate(() => ({
        broken: "broken" in globalThis,
        injected: "injected" in globalThis,
        styled: document.querySelectorAll("html > :not(head) [onerror], style").length,
      }));
      assertEquals(globals, { broken: false, injected: false, styled: 0 });
      for (const width of [1440, 1000, 700, 400]) {
        await page.setViewportSize({ width, height: 800 });
        assert(await overflow(page) <= 0, `${path} is too wide at ${width} px`);
      }
    });
  }
  await t.step("the jobs page brings at most 60 KiB of script, compressed", async () => {
    const scripts: Promise<number>[] = [];
    const page = await stage.open("/jobs", (page) =>
      page.on("response", (response) => {
        if (response.headers()["content-type"]?.includes("javascript")) {
          scripts.push(response.body().then(compressedSize));
        }
      }));
    await page.getByRole("button", { name: "Queue Default queue", exact: true }).waitFor();
    const bytes = (await Promise.all(scripts)).reduce((sum, size) => sum + size, 0);
    assert(bytes > 10_000 && bytes <= 60 * 1024, `${bytes} bytes`);
    await page.context().close();
  });
  // The script and the markup that the test tried to add are refused, and that is all there is to hear.
  const refused = stage.problems.filter((text) => text.includes("'TrustedHTML'"));
  assertEquals(refused.length, paths.length);
  const unexpected = stage.problems.filter((text) =>
    !/script-src|'Trusted(HTML|Script)'/.test(text)
  );
  assertEquals(unexpected, []);
});
