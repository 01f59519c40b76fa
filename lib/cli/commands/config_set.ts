import { setSetting } from "../../config/set_settings.ts";
import type { SettingOverrides } from "../../config/config.ts";
import type { Context } from "../context.ts";
import { settingName } from "../setting_name.ts";

/** Changes one setting; `--profile` says for which AWS profile. */
export async function run(context: Context): Promise<void> {
  const [word, value] = context.args.positional;
  const profile = context.args.text("profile");
  const overrides: SettingOverrides = profile ? { "defaults.aws_profile_name": profile } : {};
  const name = settingName(word);
  const config = await setSetting(name, value, {
    env: context.io.env,
    signal: context.signal,
    overrides,
  });
  if (context.format() === "json") context.print({ name, value: config.get(name) });
}
