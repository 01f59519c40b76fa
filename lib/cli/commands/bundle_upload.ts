import { resolve } from "@std/path";
import { uploadSharedBundle } from "../../bundle/shared/shared_bundles.ts";
import type { Context } from "../context.ts";
import { ProgressLine } from "../progress_line.ts";
import { queueStore, showProgress } from "../shared_bundles.ts";

/** Shares a job bundle on the queue. */
export async function run(context: Context): Promise<void> {
  const { args, io } = context;
  const { store, options: { cacheDir: _, ...calls } } = await queueStore(context);
  using line = new ProgressLine(io);
  const uploaded = await uploadSharedBundle(store, {
    path: resolve(io.cwd, args.positional[0]),
    name: args.text("name"),
    overwrite: args.flag("yes"),
  }, {
    ...calls,
    onProgress: showProgress(line),
    onSkip: (path) => io.err(`Left out, as it is a link or a special file: ${path}\n`),
    confirmOverwrite: async (name) => {
      const question = `Bundle '${name}' already exists on the queue. Overwrite?`;
      await context.confirm(question, "Upload canceled.", { evenIfAutoAccept: true });
      return true;
    },
  });
  line.clear();
  context.say(`Uploaded bundle to ${uploaded!.address}`);
}
