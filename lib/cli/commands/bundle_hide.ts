import { hideSharedBundle } from "../../bundle/shared/bundle_visibility.ts";
import type { Context } from "../context.ts";
import { findSharedBundle, queueStore } from "../shared_bundles.ts";

/** Hides a shared bundle from the lists of this workstation. */
export async function run(context: Context): Promise<void> {
  const { store, options } = await queueStore(context);
  const { name } = await findSharedBundle(store, context.args.positional[0], options);
  const isNew = await hideSharedBundle(store, name, options);
  context.say(`${isNew ? "Hidden bundle" : "Bundle already hidden"}: ${name}`);
}
