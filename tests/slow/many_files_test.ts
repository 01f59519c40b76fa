import { createManifest } from "@deadline/client/attachments";
import { assertEquals } from "@std/assert";
import { makeJob, makeOutput } from "../browser/_jobs.ts";
import { longestTasks } from "../browser/_responsiveness.ts";
import { BROWSER_TEST, setStage } from "../browser/_stage.ts";

/** Milliseconds of computing that a task of the main thread may take. */
const TASK = 50;
const FILES = 100_000;

Deno.test(
  "a job with 100,000 output files is shown, searched, folded and scrolled without a long task",
  BROWSER_TEST,
  async () => {
    await using stage = await setStage();
    const { farmId, queueId } = stage.farm;
    const jobId = await makeJob(stage, { name: "cache", frames: 1 });
    const paths = Array.from({ length: FILES }, (_, at) => ({
      path: `sim/part_${at % 300}/frame.${String(at).padStart(6, "0")}.vdb`,
      hash: at.toString(16).padStart(32, "0"),
      size: 4_096,
      mtime: 1_700_000_000_000_000,
    }));
    await makeOutput(stage, jobId, createManifest(paths));
    const page = await stage.open(`/jobs/${jobId}?farm=${farmId}&queue=${queueId}`);
    await page.getByText("Render").first().waitFor();
    const search = page.getByRole("searchbox", { name: "Search files" });
    const rows = page.getByRole("row");
    /** Whoever scrolls the table, on the way to its end. */
    const scroll = async () => {
      await page.mouse.move(400, 500);
      for (let turn = 0; turn < 20; turn++) await page.mouse.wheel(0, 40_000);
    };
    const acts: [string, () => Promise<void>][] = [
      ["is shown", async () => {
        await page.getByRole("tab", { name: "Output" }).click();
        await page.getByText("100,000 files").waitFor();
        await rows.filter({ hasText: "part_0" }).first().waitFor();
      }],
      ["is scrolled", scroll],
      ["is searched", async () => {
        await search.pressSequentially("frame.0999");
        await rows.filter({ hasText: "frame.0999" }).first().waitFor();
      }],
      ["is whole again", async () => {
        await search.fill("");
        // The files, 300 folders, the one that they are in, the root, and the head.
        await page.locator(`[aria-rowcount="${FILES + 303}"]`).waitFor();
        await page.mouse.wheel(0, -10_000_000);
        await rows.filter({ hasText: "sim" }).waitFor();
      }],
      ["is folded", async () => {
        await rows.filter({ hasText: "sim" }).click();
        await page.keyboard.press("ArrowLeft");
        await rows.filter({ hasText: "part_" }).first().waitFor({ state: "detached" });
      }],
    ];
    for (const [name, act] of acts) {
      const tasks = await longestTasks(stage, page, act);
      assertEquals(tasks.filter(({ cpu }) => cpu > TASK), [], name);
    }
    assertEquals(stage.problems, []);
  },
);
