import { assert, assertEquals } from "@std/assert";
import { BROWSER_TEST, setStage } from "../browser/_stage.ts";

Deno.test("what the server retries shows in the tray", BROWSER_TEST, async (t) => {
  await using stage = await setStage();
  const { proxy } = stage;
  const throttle = { retryAfterSeconds: 40 };

  await t.step("a call says when it is made again, and Retry now makes it at once", async () => {
    proxy.change({ rules: [{ operation: "ListFleets", times: 1, throttle }] });
    const page = await stage.open("/workers");
    await page.getByRole("button", { name: "1 task in flight" }).click();
    const tray = page.getByRole("region", { name: "Tasks" });
    await tray.getByText(/retrying in \d\d s \(2 of 3\)/).waitFor();
    // Where the person looks it is said, too.
    await page.locator("main").getByText(/List workers: .*retrying in .*Rate exceeded/).waitFor();
    await tray.getByRole("button", { name: "Retry now" }).click();
    await page.getByText("No worker has joined this farm yet").waitFor();
    await tray.getByText("Nothing is under way.").waitFor();
    const calls = proxy.seen.filter(({ operation }) => operation === "ListFleets");
    assert(calls.length >= 2 && calls[1].startedAt - calls[0].startedAt < 40_000);
    await page.context().close();
  });

  await t.step("a submission says why it ended, and is started again or copied", async () => {
    const page = await stage.open("/submit");
    await page.getByRole("button", { name: /hello/i }).first().click();
    await page.getByLabel("Name", { exact: false }).first().fill("again and again");
    proxy.change({ rules: [{ operation: "CreateJob", times: 2, throttle }] });
    await page.getByRole("button", { name: "Submit", exact: true }).click();
    await page.getByRole("button", { name: /in flight/ }).click();
    const tray = page.getByRole("region", { name: "Tasks" });
    await tray.getByText(/retrying in \d\d s \(2 of 3\)/).waitFor();
    await tray.getByRole("button", { name: "Cancel" }).click();
    await tray.getByText(/Canceled by you; nothing was sent/).waitFor();

    await tray.getByRole("button", { name: "Retry", exact: true }).first().click();
    await tray.getByText(/retrying in \d\d s \(2 of 3\)/).waitFor();
    await tray.getByRole("button", { name: "Retry now" }).click();
    await tray.getByRole("link", { name: "Open job" }).waitFor();
    const done = tray.locator(".tray-task").filter({
      has: page.getByRole("link", { name: "Open job" }),
    });
    await done.getByText("Details").click();
    await done.getByText("AWS request id", { exact: true }).waitFor();
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    for (
      const [button, start] of [["Copy as CLI", "deadline bundle submit"], [
        "Copy as TypeScript",
        "import { submitBundle }",
      ]]
    ) {
      await done.getByRole("button", { name: button }).click();
      await done.getByRole("button", { name: "Copied" }).waitFor();
      const text = await page.evaluate(() => navigator.clipboard.readText());
      assert(text.startsWith(start) && text.includes("again and again"), text);
      await done.getByRole("button", { name: button }).waitFor();
    }
    await page.context().close();
  });
  assertEquals(stage.problems, []);
});
