import { unhideSharedBundle } from "../../bundle/shared/bundle_visibility.ts";
import type { Context } from "../context.ts";
import { queueStore } from "../shared_bundles.ts";

/** Shows a hidden shared bundle again; it need not be on the queue any more. */
export async function run(context: Context): Promise<void> {
  const [name] = context.args.positional;
  const { store, options } = await queueStore(context);
  const wasHidden = await unhideSharedBundle(store, name, options);
  context.say(`${wasHidden ? "Unhidden bundle" : "Bundle is not hidden"}: ${name}`);
}
