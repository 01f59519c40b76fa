import { SETTING_NAMES } from "../../config/settings.ts";
import type { Context } from "../context.ts";

/** Lists the settings with where each value comes from and is stored. */
export async function run(context: Context): Promise<void> {
  const config = await context.config();
  context.print(SETTING_NAMES.map((name) => ({
    name,
    value: config.get(name),
    origin: config.origin(name),
    section: config.section(name),
  })));
}
