import { assert, assertEquals, assertMatch } from "@std/assert";
import { listFarms } from "@deadline/client";
import { setSettings } from "@deadline/client/config";
import { BROWSER_TEST, setStage, type Stage } from "../browser/_stage.ts";
import { until } from "../server/_console.ts";

/** Makes the order of the answers repeatable. */
const SEED = 9;
const CHOICES = 8;

Deno.test("the Settings page keeps in step with the file and the farm", BROWSER_TEST, async (t) => {
  await using stage = await setStage();
  await t.step(
    "whatever order the answers come in, the queues are those of the farm that was chosen last",
    () => chooseInAnyOrder(stage),
  );
  await t.step(
    "a file that changes underneath shows both values, and nothing is overwritten unseen",
    () => changeUnderneath(stage),
  );
  await t.step(
    "settings are found by a word, and an id that no list has is shown as such, not dropped",
    () => searchAndInvalid(stage),
  );
  await t.step(
    "paths are added, changed and removed by keyboard, languages have names, and numbers their range",
    () => fillIn(stage),
  );
  await t.step(
    "a farm and queue that another program chooses show by themselves; where something was typed, both are told of",
    () => followPlace(stage),
  );
  await t.step(
    "what is typed while changes are being applied is not lost",
    () => typeWhileApplying(stage),
  );
  assertEquals(stage.problems, []);
});

async function typeWhileApplying(stage: Stage): Promise<void> {
  const { path } = stage.console.selection;
  await setSettings({
    "settings.max_retries_per_task": "5",
    "settings.max_failed_tasks_count": "20",
  }, { path });
  const page = await stage.open("/settings");
  const field = (name: string) => page.getByRole("textbox", { name });
  const retries = field("Maximum retries per task");
  const failures = field("Maximum failed tasks");
  // The file is written; the answer is held back until everything is typed.
  const answer = await page.evaluateHandle(() => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const { fetch } = globalThis;
    globalThis.fetch = async (input, init) => {
      const response = await fetch(input, init);
      if (init?.method === "POST") await promise;
      return response;
    };
    return { release: resolve };
  });
  await retries.fill("7");
  await page.getByRole("button", { name: "Apply" }).click();
  await page.getByRole("button", { name: "Applying…" }).waitFor();
  await retries.fill("8");
  await failures.fill("30");
  await page.getByText("2 changes").waitFor();
  const isWritten = async () =>
    (await Deno.readTextFile(path)).includes("max_retries_per_task = 7");
  await until(isWritten, "the file is written");
  await answer.evaluate(({ release }) => release());
  await page.getByRole("button", { name: "Apply", exact: true }).waitFor();
  assertEquals([await retries.inputValue(), await failures.inputValue()], ["8", "30"]);
  assertEquals(await page.getByRole("alert").count(), 0);
  await page.getByRole("button", { name: "Apply", exact: true }).click();
  await page.getByText("Nothing changed").waitFor();
  assertMatch(await Deno.readTextFile(path), /max_retries_per_task = 8\n/);
  assertMatch(await Deno.readTextFile(path), /max_failed_tasks_count = 30\n/);
}

async function fillIn(stage: Stage): Promise<void> {
  const { path } = stage.console.selection;
  const page = await stage.open("/settings");
  const paths = page.getByRole("group", { name: "Known asset paths" });
  const next = paths.getByPlaceholder("/path/to/a/folder");
  for (const name of ["/mnt/one", "/mnt/two", "/mnt/three"]) {
    await next.fill(name);
    await next.press("Enter");
  }
  await paths.getByText("3 paths").waitFor();
  await paths.getByRole("textbox", { name: "path 2" }).fill("/mnt/zwei");
  await paths.getByRole("button", { name: "Remove: Known asset paths, path 1" }).click();
  await next.fill("/a:b");
  await paths.getByText("cannot hold “:”").waitFor();
  await next.fill("");
  await page.getByRole("combobox", { name: "Language of the Python client" })
    .selectOption({ label: "日本語 (日本)" });
  await page.getByText("is tried again: 0 to 2,147,483,647").waitFor();
  await page.getByRole("button", { name: "Apply" }).click();
  await page.getByText("Nothing changed").waitFor();
  const text = await Deno.readTextFile(path);
  assertMatch(text, /known_asset_paths = \/mnt\/zwei:\/mnt\/three/);
  assertMatch(text, /locale = ja_JP/);
}

async function followPlace(stage: Stage): Promise<void> {
  const { path } = stage.console.selection;
  const { farmId, queueId } = stage.farm;
  const page = await stage.open("/settings");
  const header = page.getByRole("navigation", { name: "Farm and queue" });
  await header.getByText("Local farm").last().waitFor();
  const farms = await Array.fromAsync(listFarms({}, { session: stage.console.session }));
  const sandbox = farms.flat().find(({ displayName }) => displayName === "Sandbox")!.farmId!;
  const choose = (values: Parameters<typeof setSettings>[0]) => setSettings(values, { path });
  await choose({ "defaults.farm_id": sandbox });
  await header.getByRole("button", { name: "Farm Sandbox" }).waitFor({ timeout: 5000 });
  await choose({ "defaults.farm_id": farmId, "defaults.queue_id": queueId });
  await header.getByRole("button", { name: "Queue Default queue" }).waitFor();

  const folder = page.getByRole("textbox", { name: "Job history folder" });
  await folder.fill("/typed/by/hand");
  await page.getByText("1 change", { exact: true }).waitFor();
  await choose({ "defaults.farm_id": sandbox });
  const notice = page.getByRole("alert").filter({ hasText: "Another program chose Sandbox" });
  await notice.waitFor();
  assertMatch(await notice.textContent() ?? "", /stays on Local farm \/ Default queue/);
  await header.getByRole("button", { name: "Farm Local farm" }).waitFor();
  assertEquals(await folder.inputValue(), "/typed/by/hand");
  await notice.getByRole("button", { name: /^Switch to Sandbox/ }).click();
  await header.getByRole("button", { name: "Farm Sandbox" }).waitFor();
  assertEquals(await notice.count(), 0);
  await choose({ "defaults.farm_id": farmId, "defaults.queue_id": queueId });
}

async function chooseInAnyOrder(stage: Stage): Promise<void> {
  const { proxy } = stage;
  const page = await stage.open("/settings");
  await page.getByRole("button", { name: "Default farm: Local farm" }).waitFor();
  const rule = { operation: "ListQueues", latency: { fromMs: 0, toMs: 400 } };
  proxy.change({ rules: [rule], seed: SEED });
  proxy.forget();
  const names = ["Local farm", "Sandbox"];
  for (let n = 1; n <= CHOICES; n++) {
    const [now, next] = [names[(n + 1) % 2], names[n % 2]];
    await page.getByRole("button", { name: `Default farm: ${now}` }).click();
    await page.getByRole("option", { name: next }).click();
  }
  // The last choice is the first farm again; its only queue selects itself.
  await page.getByRole("button", { name: "Default queue: Default queue" }).waitFor();
  await page.getByRole("button", { name: "Default queue: Default queue" }).click();
  const options = page.getByRole("listbox").getByRole("option");
  assertEquals(await options.allTextContents(), ["Default queue"]);
  const saved = await stage.console.selection.read();
  assertEquals([saved.farmId, saved.queueId], [stage.farm.farmId, stage.farm.queueId]);
  assert(proxy.seen.some(({ operation }) => operation === "ListQueues"));
}

async function changeUnderneath(stage: Stage): Promise<void> {
  const { path } = stage.console.selection;
  const page = await stage.open("/settings");
  const retries = page.getByRole("textbox", { name: "Maximum retries per task" });
  const apply = page.getByRole("button", { name: "Apply" });
  await retries.fill("9");
  await page.getByText("1 change", { exact: true }).waitFor();

  // What nobody is changing here is simply shown as it is now.
  await setSettings({ "settings.log_level": "DEBUG" }, { path });
  await page.getByRole("combobox", { name: "Logging level" }).and(page.locator("select"))
    .locator("option:checked", { hasText: "Debug" }).waitFor({ state: "attached" });
  assertEquals(await retries.inputValue(), "9");

  await setSettings({ "settings.max_retries_per_task": "3" }, { path });
  const conflict = page.getByRole("alert").filter({ hasText: "was changed by another program" });
  await conflict.waitFor();
  assertMatch(await conflict.textContent() ?? "", /it is now 3, you\s+want 9/);
  assert(await apply.isDisabled());
  await conflict.getByRole("button", { name: "Keep mine" }).click();
  await apply.click();
  await page.getByText("Nothing changed").waitFor();
  assertMatch(await Deno.readTextFile(path), /max_retries_per_task = 9/);

  await retries.fill("8");
  await setSettings({ "settings.max_retries_per_task": "4" }, { path });
  await conflict.getByRole("button", { name: "Take theirs" }).click();
  assertEquals(await retries.inputValue(), "4");
  await page.getByText("Nothing changed").waitFor();

  await page.getByRole("button", { name: "Reset Maximum retries per task" }).click();
  assertEquals(await retries.inputValue(), "5");
  await page.getByRole("button", { name: "Revert" }).click();
  assertEquals(await retries.inputValue(), "4");

  await retries.fill("many");
  await apply.click();
  await page.locator("#setting-settings\\.max_retries_per_task-note", { hasText: "whole number" })
    .waitFor();
  assertMatch(await Deno.readTextFile(path), /max_retries_per_task = 4/);
}

async function searchAndInvalid(stage: Stage): Promise<void> {
  const { path } = stage.console.selection;
  const gone = `queue-${"9".repeat(32)}`;
  await setSettings({ "defaults.farm_id": stage.farm.farmId, "defaults.queue_id": gone }, {
    path,
  });
  const page = await stage.open("/settings");
  await page.getByRole("button", { name: `Default queue: ${gone} (not valid)` }).waitFor();
  assertMatch(await Deno.readTextFile(path), new RegExp(`queue_id = ${gone}`));

  await page.getByRole("searchbox", { name: "Search settings" }).fill("proxy");
  await page.getByText("1 setting", { exact: true }).waitFor();
  assert(await page.getByRole("textbox", { name: "Proxy" }).isVisible());
  assertEquals(await page.getByRole("textbox", { name: "Job history folder" }).count(), 0);
  await page.getByRole("searchbox", { name: "Search settings" }).fill("no such thing");
  await page.getByText("No setting matches").waitFor();
}
