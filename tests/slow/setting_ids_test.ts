import { assert, assertEquals } from "@std/assert";
import { setSettings } from "@deadline/client/config";
import { BROWSER_TEST, setStage, type Stage } from "../browser/_stage.ts";

Deno.test("ids of the settings are never dropped, and are copied", BROWSER_TEST, async (t) => {
  await using stage = await setStage();
  await t.step("ids that no list has are shown as not valid, and stay", () => invalid(stage));
  await t.step("ids are copied by keyboard", () => copy(stage));
  assertEquals(stage.problems, []);
});

async function invalid(stage: Stage): Promise<void> {
  const settings = stage.console.selection.path;
  const disk = `sp-${"9".repeat(32)}`;
  const gone = `farm-${"9".repeat(32)}`;
  const page = await stage.open("/settings");
  await page.getByRole("button", { name: "Default queue: Default queue" }).waitFor();
  const { farmId, queueId } = stage.farm;
  const here = { "defaults.farm_id": farmId, "defaults.queue_id": queueId };
  await setSettings(here, { path: settings });
  await setSettings({ "settings.storage_profile_id": disk }, { path: settings });
  await page.getByRole("button", { name: `Storage profile: ${disk} (not valid)` }).waitFor();
  await setSettings({ "defaults.farm_id": gone }, { path: settings });
  await page.getByRole("button", { name: `Default farm: ${gone} (not valid)` }).waitFor();
  const text = await Deno.readTextFile(settings);
  assert(text.includes(disk) && text.includes(`farm_id = ${gone}`));
  await setSettings({ "defaults.farm_id": stage.farm.farmId }, { path: settings });
}

async function copy(stage: Stage): Promise<void> {
  const page = await stage.open("/settings");
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  const { farmId, queueId } = stage.farm;
  for (const [what, id] of [["farm id", farmId], ["queue id", queueId]]) {
    const button = page.getByRole("button", { name: `Copy ${what}` }).last();
    await button.focus();
    await page.keyboard.press("Enter");
    await page.waitForFunction(
      async (id) => await navigator.clipboard.readText() === id,
      id,
    );
  }
}
