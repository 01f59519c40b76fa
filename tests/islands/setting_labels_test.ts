import { assert, assertEquals } from "@std/assert";
import { SETTING_NAMES, SETTINGS } from "@deadline/client/config";
import { rangeLabel, settingLabel, valueLabel } from "@/client/setting_labels.ts";

Deno.test("every setting of the page and every language has a name for people", () => {
  const chosenElsewhere = ["aws_profile_name", "farm_id", "queue_id"].map((key) =>
    `defaults.${key}`
  );
  for (const name of SETTING_NAMES) {
    if (!chosenElsewhere.includes(name)) assert(settingLabel(name) !== name, name);
  }
  for (const code of ["", ...SETTINGS["settings.locale"].choices!]) {
    assert(valueLabel("settings.locale", code) !== code, code);
  }
  assertEquals(valueLabel("settings.locale", "nl_NL"), "nl_NL");
});

Deno.test("a number setting tells its range", () => {
  assertEquals(rangeLabel(SETTINGS["settings.max_retries_per_task"]), "0 to 2,147,483,647");
  assertEquals(rangeLabel(SETTINGS["settings.s3_max_pool_connections"]), "1 or more");
  assertEquals(rangeLabel(SETTINGS["settings.locale"]), "");
});
