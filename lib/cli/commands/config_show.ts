import { SETTING_NAMES, SETTINGS } from "../../config/settings.ts";
import type { Context } from "../context.ts";

/** Shows all settings. */
export async function run(context: Context): Promise<void> {
  const config = await context.config();
  if (context.speaksJson) {
    const values = SETTING_NAMES.map((name) => [name, config.get(name)]);
    const all = { "settings.config_file_path": config.path, ...Object.fromEntries(values) };
    return context.say(JSON.stringify(all));
  }
  if (context.format() === "table") {
    return context.print(SETTING_NAMES.map((name) => ({
      name,
      value: config.get(name),
      origin: config.origin(name),
    })));
  }
  context.say(`AWS Deadline Cloud configuration file:\n   ${config.path}\n`);
  for (const name of SETTING_NAMES) {
    const [value, origin] = [config.get(name), config.origin(name)];
    // As the Python client has it: what the file holds counts as the default if it is the same.
    const mark = value === config.defaultOf(name) ? "(default)" : `(${origin})`;
    context.say(`${name}: ${value} ${mark === "(file)" ? "" : mark}`.trimEnd());
    context.say(`   ${SETTINGS[name].description}\n`);
  }
}
