import { resolve } from "@std/path";
import { safeBundleName } from "../../bundle/shared/bundle_name.ts";
import { downloadSharedBundle } from "../../bundle/shared/shared_bundles.ts";
import type { Context } from "../context.ts";
import { progressLines } from "../progress_lines.ts";
import { findSharedBundle, queueStore, toShown } from "../shared_bundles.ts";

/** Downloads a shared job bundle. */
export async function run(context: Context): Promise<void> {
  const { args, io } = context;
  safeBundleName(args.positional[0]);
  const { store, options } = await queueStore(context);
  const { name } = await findSharedBundle(store, args.positional[0], options);
  const folder = args.text("output-dir");
  const json = context.speaksJson;
  // JSON is one object here, as scripts expect it.
  using show = json ? undefined : progressLines(context);
  const path = await downloadSharedBundle(store, {
    name,
    destination: folder && resolve(io.cwd, folder),
  }, {
    ...options,
    onProgress: (progress) => show?.(toShown(progress)),
    confirmOverwrite: async (place) => {
      const question = `'${place}' already exists and will be overwritten. Continue?`;
      await context.confirm(question, "Download canceled.", { evenIfAutoAccept: true });
      return true;
    },
  });
  show?.[Symbol.dispose]();
  context.say(json ? JSON.stringify({ path }) : `Downloaded bundle to: ${path}`);
}
