import { resolve } from "@std/path";
import { uploadSharedBundle } from "../../bundle/shared/shared_bundles.ts";
import type { Context } from "../context.ts";
import { progressLines } from "../progress_lines.ts";
import { queueStore, toShown } from "../shared_bundles.ts";

/** Shares a job bundle on the queue. */
export async function run(context: Context): Promise<void> {
  const { args, io } = context;
  const { store, options: { cacheDir: _, ...calls } } = await queueStore(context);
  using show = progressLines(context);
  const uploaded = await uploadSharedBundle(store, {
    path: resolve(io.cwd, args.positional[0]),
    name: args.text("name"),
    overwrite: args.flag("yes"),
  }, {
    ...calls,
    onProgress: (progress) => show(toShown(progress)),
    onSkip: (path) => io.err(`Left out, as it is a link or a special file: ${path}\n`),
    confirmOverwrite: async (name) => {
      const question = `Bundle '${name}' already exists on the queue. Overwrite?`;
      await context.confirm(question, "Upload canceled.", { evenIfAutoAccept: true });
      return true;
    },
  });
  show[Symbol.dispose]();
  const { name, address: path, size: sizeBytes } = uploaded!;
  if (context.format() === "json") return context.say(JSON.stringify({ name, path, sizeBytes }));
  context.say(`Uploaded bundle to ${path}`);
}
