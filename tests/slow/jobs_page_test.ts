import { assert, assertEquals } from "@std/assert";
import { makeJob } from "../browser/_jobs.ts";
import { BROWSER_TEST, setStage } from "../browser/_stage.ts";

Deno.test(
  "the jobs page works with the keyboard and remembers itself in its URL",
  BROWSER_TEST,
  async (t) => {
    await using stage = await setStage();
    for (const name of ["alpha", "beta", "gamma"]) await makeJob(stage, { name });
    const page = await stage.open("/jobs?sort=name&order=asc");
    const names = () => page.locator(".jobs-table tbody a").allTextContents();
    await page.getByRole("link", { name: "gamma" }).waitFor();

    await t.step("rows are selected with arrows, Space and Shift", async () => {
      await page.getByRole("grid", { name: "Jobs" }).focus();
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Shift+ArrowDown");
      await page.getByText("2 selected").waitFor();
      await page.waitForURL((url) => url.searchParams.get("selected")?.split(",").length === 2);
      await page.keyboard.press("Escape");
      await page.getByText("2 selected").waitFor({ state: "detached" });
    });

    await t.step("a bulk change asks first, names the jobs, and tells of each row", async () => {
      await page.keyboard.press("Control+a");
      await page.getByRole("button", { name: "Cancel…" }).click();
      const dialog = page.getByRole("dialog", { name: "Cancel 3 jobs?" });
      assertEquals(await dialog.getByRole("listitem").allTextContents(), [
        "alpha",
        "beta",
        "gamma",
      ]);
      await dialog.getByRole("button", { name: "Cancel 3 jobs" }).click();
      await page.getByText("Cancel 3 jobs: 3 done").first().waitFor();
      await page.locator(".jobs-table .status", { hasText: "Canceled" }).nth(2).waitFor();
    });

    await t.step(
      "archiving says that it cannot be undone, and is told of when it is done",
      async () => {
        // All three are still selected.
        for (const name of ["alpha", "beta"]) {
          await page.getByRole("checkbox", { name: `Select ${name}` }).click();
        }
        await page.getByRole("button", { name: "Archive…" }).click();
        const dialog = page.getByRole("dialog", { name: "Archive 1 job?" });
        await dialog.getByText("cannot be brought back").waitFor();
        await dialog.getByRole("button", { name: "Archive 1 job" }).click();
        await page.getByText("Archive 1 job: 1 done").first().waitFor();
      },
    );

    await t.step("slash filters, and a link shows a colleague the same", async () => {
      await page.keyboard.press("Escape");
      await page.keyboard.press("/");
      await page.keyboard.type("bet");
      await page.waitForFunction(() =>
        document.querySelectorAll(".jobs-table tbody a").length === 1
      );
      const other = await stage.open(new URL(page.url()).pathname + new URL(page.url()).search);
      await other.getByRole("link", { name: "beta" }).waitFor();
      assertEquals(await other.locator(".jobs-table tbody a").allTextContents(), ["beta"]);
      await other.context().close();
      await page.keyboard.press("Escape");
      await page.getByRole("link", { name: "alpha" }).waitFor();
      assertEquals(await names(), ["alpha", "beta", "gamma"]);
    });

    await t.step("a new job shows by itself", async () => {
      await makeJob(stage, { name: "delta" });
      await page.getByRole("link", { name: "delta" }).waitFor();
    });

    await t.step(
      "a hidden tab costs the farm nothing, and catches up when it is seen",
      async () => {
        const show = (hidden: boolean) =>
          page.evaluate((hidden) => {
            Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
            document.dispatchEvent(new Event("visibilitychange"));
          }, hidden);
        const polls = async (wanted: number) => {
          while (stage.console.live.size !== wanted) await page.waitForTimeout(20);
        };
        await polls(1);
        await show(true);
        await polls(0);
        await makeJob(stage, { name: "made meanwhile" });
        await show(false);
        await page.getByRole("link", { name: "made meanwhile" }).waitFor();
        await polls(1);
      },
    );

    await t.step("data stays while the server is away, and refreshes when it is back", async () => {
      await page.context().setOffline(true);
      await page.getByRole("button", { name: /^Canceled/ }).click();
      await page.getByText("The console's server does not answer").first().waitFor();
      await page.context().setOffline(false);
      await page.getByText("The console's server does not answer. What you see").waitFor({
        state: "detached",
      });
      await page.waitForFunction(() =>
        document.querySelectorAll(".jobs-table tbody a").length === 3
      );
    });
    await t.step("hundreds of jobs scroll with few of them in the document", async () => {
      await page.getByRole("button", { name: /^All/ }).click();
      const many = Array.from({ length: 250 }, (_, at) => `zz_${String(at).padStart(3, "0")}`);
      await Promise.all(many.map((name) => makeJob(stage, { name })));
      await page.getByText("255 jobs").waitFor();
      await page.locator(".table-scroll").evaluate((element) =>
        element.scrollTop = element.scrollHeight
      );
      await page.getByRole("link", { name: "zz_249" }).waitFor();
      const drawn = await page.locator(".jobs-table tbody tr").count();
      assert(drawn < 60, `${drawn} rows are in the document`);
    });

    assertEquals(stage.problems, []);
  },
);
