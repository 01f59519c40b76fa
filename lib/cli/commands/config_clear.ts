import { readConfig } from "../../config/config.ts";
import { setSetting } from "../../config/set_settings.ts";
import type { Context } from "../context.ts";
import { settingName } from "../setting_name.ts";

/** Sets one setting back; as the Python client does, it stores the default's text. */
export async function run(context: Context): Promise<void> {
  const name = settingName(context.args.positional[0]);
  const profile = context.args.text("profile");
  const options = {
    env: context.io.env,
    signal: context.signal,
    overrides: profile ? { "defaults.aws_profile_name": profile } : {},
  };
  const before = await readConfig(options);
  const config = await setSetting(name, before.defaultOf(name), options);
  if (context.format() === "json") context.print({ name, value: config.get(name) });
}
