import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { noise } from "../lib/attachments/_desk.ts";
import { makeBundle } from "../browser/_bundle.ts";
import { BROWSER_TEST, setStage } from "../browser/_stage.ts";

Deno.test(
  "an upload is found again after a reload, asks in the page, and stops within a second",
  BROWSER_TEST,
  async (t) => {
    await using stage = await setStage();
    const { proxy } = stage;
    const bundle = await makeBundle(stage, noise(300_000));
    const elsewhere = join(bundle, "..", "elsewhere");
    await Deno.mkdir(elsewhere);
    await Deno.writeTextFile(join(elsewhere, "other.txt"), "from elsewhere");
    const references = { inputs: { filenames: [join(elsewhere, "other.txt")], directories: [] } };
    await Deno.writeTextFile(
      join(bundle, "asset_references.json"),
      JSON.stringify({ assetReferences: references }),
    );
    const page = await stage.open(`/submit?bundle=${encodeURIComponent(bundle)}`);

    await t.step("the question is answered in another tab than it was asked in", async () => {
      proxy.change({ rules: [{ operation: "PutObject", latency: { ms: 2500 } }] });
      await page.getByRole("button", { name: "Submit", exact: true }).click();
      const question = page.locator(".operation-progress .question");
      await question.getByText("nobody named").first().waitFor();
      await page.reload();
      await question.getByText(elsewhere).waitFor();
      await question.getByRole("button", { name: "Send them and submit" }).click();
      await proxy.sighting(({ operation }) => operation === "PutObject");
      await page.getByRole("progressbar", { name: "Upload" }).waitFor();
    });

    await t.step("a reload in the middle loses nothing", async () => {
      await page.reload();
      await page.getByRole("progressbar", { name: "Upload" }).waitFor();
      await page.getByRole("link", { name: "Open the job" }).waitFor();
      await page.getByText("2 of 2 files").first().waitFor();
    });

    await t.step("Cancel closes the connections of the upload", async () => {
      await Deno.writeFile(join(bundle, "picture.bin"), noise(300_000, 2));
      proxy.change({ rules: [{ operation: "PutObject", stall: "before" }] });
      proxy.forget();
      await page.getByRole("button", { name: "Dismiss" }).click();
      await page.getByRole("button", { name: "Submit", exact: true }).click();
      await page.getByRole("button", { name: "Send them and submit" }).click();
      await proxy.sighting(({ operation }) => operation === "PutObject");
      const from = Date.now();
      await page.locator(".operation-progress").getByRole("button", { name: "Cancel" }).click();
      await page.getByText("Canceled.", { exact: false }).first().waitFor();
      const left = await proxy.sighting(({ operation, clientLeftAt }) =>
        operation === "PutObject" && clientLeftAt !== undefined
      );
      const took = left.clientLeftAt! - from;
      // A second on an idle machine; the tests leave it little.
      assert(took < 3000, `the connection was closed after ${took} ms`);
      const created = proxy.seen.filter(({ operation }) => operation === "CreateJob");
      assertEquals(created.length, 0, "no job refers to files that are not there");
    });
    assertEquals(stage.problems, []);
  },
);
