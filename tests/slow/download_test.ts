import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { noise, readTree } from "../lib/attachments/_desk.ts";
import { makeJob, makeOutput } from "../browser/_jobs.ts";
import { BROWSER_TEST, setStage } from "../browser/_stage.ts";

Deno.test(
  "a download to a folder is canceled, goes on where it was, and asks once about files in the way",
  BROWSER_TEST,
  async (t) => {
    await using stage = await setStage();
    const { proxy } = stage;
    const { farmId, queueId } = stage.farm;
    const jobId = await makeJob(stage, { name: "sh040_light", frames: 2 });
    await makeOutput(stage, jobId, {
      "beauty/0001.bin": noise(200_000),
      "beauty/0002.bin": noise(300_000, 2),
      "note.txt": "done",
    });
    const folder = await Deno.realPath(await Deno.makeTempDir({ prefix: "download-" }));
    await stage.console.roots.add(folder);
    const target = join(folder, "here");
    const page = await stage.open(`/jobs/${jobId}?farm=${farmId}&queue=${queueId}`);
    const progress = page.locator(".job-downloads");

    await t.step("Cancel closes the connections to the store", async () => {
      proxy.change({ rules: [{ operation: "GetObject", after: 2, stall: "before" }] });
      await page.getByRole("button", { name: "Download…" }).click();
      await page.getByText("3 files, 488 KiB").waitFor();
      await page.getByLabel("Folder", { exact: true }).fill(target);
      await page.getByRole("button", { name: "Download", exact: true }).click();
      await progress.getByRole("progressbar", { name: "Download" }).waitFor();
      const held = await proxy.sighting(({ operation, fault }) =>
        operation === "GetObject" && fault !== undefined
      );
      await progress.getByRole("button", { name: "Cancel" }).click();
      await progress.getByText("Canceled.").waitFor();
      await proxy.sighting(({ id, clientLeftAt }) => id === held.id && clientLeftAt !== undefined);
    });

    await t.step("it goes on with what is not there yet", async () => {
      proxy.change({ rules: [] });
      await progress.getByRole("button", { name: "Go on" }).click();
      await progress.getByText("files fetched", { exact: false }).first().waitFor();
      const tree = await readTree(target);
      assertEquals(Object.keys(tree), ["beauty/0001.bin", "beauty/0002.bin", "note.txt"]);
      const sizes = await Promise.all(
        ["beauty/0001.bin", "beauty/0002.bin"].map(async (name) =>
          (await Deno.stat(join(target, name))).size
        ),
      );
      assertEquals(sizes, [200_000, 300_000]);
    });

    await t.step("files in the way are asked about once", async () => {
      await Deno.writeTextFile(join(target, "note.txt"), "mine, and longer");
      await progress.getByRole("button", { name: "Dismiss" }).click();
      await page.getByRole("button", { name: "Download…" }).click();
      await page.getByText("3 files, 488 KiB").waitFor();
      await page.getByRole("button", { name: "Download", exact: true }).click();
      await progress.getByText(join(target, "note.txt")).waitFor();
      await progress.getByRole("button", { name: "Keep both" }).click();
      await progress.getByText("1 file fetched", { exact: false }).first().waitFor();
      const tree = await readTree(target);
      assertEquals([tree["note.txt"], tree["note (1).txt"]], ["mine, and longer", "done"]);
    });

    await t.step("nothing to download is told, and no success", async () => {
      await progress.getByRole("button", { name: "Dismiss" }).click();
      await page.getByRole("button", { name: "Download…" }).click();
      await page.getByLabel("Only files like").fill("*.exr");
      await page.getByRole("button", { name: "Download", exact: true }).click();
      await progress.getByText("No files match", { exact: false }).first().waitFor();
    });
    assertEquals(stage.problems, []);
    await Deno.remove(folder, { recursive: true });
  },
);
