import { assertEquals } from "@std/assert";
import {
  afterSaving,
  changesOf,
  isConflict,
  type Under,
  unwish,
  wish,
  type Wishes,
  wishOf,
} from "@/client/settings_form.ts";
import type { SettingValue } from "@/server/contract.ts";

const UNDER: Under = ["studio", "farm-1", "queue-1"];

function setting(name: string, value: string, scope: SettingValue["scope"] = "global") {
  return { name, value, scope, default: "", origin: "file", kind: "text" } as SettingValue;
}

const retries = setting("settings.max_retries_per_task", "5");
const limit = setting("settings.max_failed_tasks_count", "20");

Deno.test("what is typed while other changes are being saved stays to be saved", () => {
  const sent = wish({}, retries, UNDER, "7");
  let wishes = wish(sent, limit, UNDER, "30");
  wishes = wish(wishes, retries, UNDER, "8");
  const saved = [setting(retries.name, "7"), limit];
  const left = afterSaving(wishes, sent, saved, UNDER);
  assertEquals(changesOf(saved, left, UNDER), [
    { name: retries.name, value: "8", was: "7" },
    { name: limit.name, value: "30", was: "20" },
  ]);
  assertEquals(saved.map((one) => isConflict(one, wishOf(left, one, UNDER))), [false, false]);
});

Deno.test("a change that is taken back while it is being saved is to be saved back", () => {
  const sent = wish({}, retries, UNDER, "7");
  const wishes = wish(sent, retries, UNDER, "5");
  const saved = [setting(retries.name, "7")];
  const left = afterSaving(wishes, sent, saved, UNDER);
  assertEquals(changesOf(saved, left, UNDER), [{ name: retries.name, value: "5", was: "7" }]);
});

Deno.test("nothing is wished any more once all of it is saved, but for another farm", () => {
  const profile = setting("settings.storage_profile_id", "", "farm");
  const elsewhere: Under = ["studio", "farm-2", undefined];
  let wishes: Wishes = wish({}, profile, elsewhere, "sp-2");
  wishes = wish(wishes, profile, UNDER, "sp-1");
  wishes = wish(wishes, retries, UNDER, "7");
  const saved = [setting(profile.name, "sp-1", "farm"), setting(retries.name, "7")];
  const left = afterSaving(wishes, wishes, saved, UNDER);
  assertEquals(left, unwish(left, profile, UNDER));
  assertEquals(Object.values(left), [{ value: "sp-2", was: "" }]);
  assertEquals(wishOf(left, profile, elsewhere)?.value, "sp-2");
});

Deno.test("the page's own save is no change by another program; anything else is", () => {
  const sent = { value: "7", was: "5" };
  const typed = { value: "8", was: "5" };
  const asSaved = setting(retries.name, "7");
  assertEquals(isConflict(asSaved, typed, sent), false);
  assertEquals(isConflict(asSaved, typed), true);
  assertEquals(isConflict(setting(retries.name, "6"), typed, sent), true);
  assertEquals(isConflict(retries, typed), false);
});
