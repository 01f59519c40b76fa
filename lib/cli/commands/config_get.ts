import type { Context } from "../context.ts";
import { settingName } from "../setting_name.ts";

/** Shows one setting. */
export async function run(context: Context): Promise<void> {
  const name = settingName(context.args.positional[0]);
  context.say((await context.config()).get(name));
}
