import type { Context } from "../context.ts";
import { settingName } from "../setting_name.ts";

/** Shows one setting; with `--output json` also where its value comes from. */
export async function run(context: Context): Promise<void> {
  const name = settingName(context.args.positional[0]);
  const config = await context.config();
  const value = config.get(name);
  if (context.format() !== "json") return context.say(value);
  context.print({ name, value, origin: config.origin(name), default: config.defaultOf(name) });
}
