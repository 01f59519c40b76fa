import { resolve } from "@std/path";
import { listBundles } from "../../bundle/list_bundles.ts";
import { listSharedBundles } from "../../bundle/shared/shared_bundles.ts";
import { homeDirectory } from "../../session/environment.ts";
import type { Context } from "../context.ts";
import { UsageError } from "../errors.ts";
import { queueStore } from "../shared_bundles.ts";

interface Row {
  name: string;
  path: string;
  format: "archive" | "folder";
  hidden?: true;
}

/** Lists job bundles of a folder or of the queue. */
export async function run(context: Context): Promise<void> {
  const rows = context.args.flag("queue") ? await onQueue(context) : await inFolder(context);
  if (context.speaksJson) return context.say(JSON.stringify(rows, null, 2));
  for (const { name, hidden } of rows) context.say(`${name}${hidden ? " (hidden)" : ""}`);
}

async function onQueue(context: Context): Promise<Row[]> {
  const { args } = context;
  if (args.positional.length > 0) {
    throw new UsageError("Give either a PATH or --queue, not both.");
  }
  const { store, options } = await queueStore(context);
  const entries = await listSharedBundles(store, {}, options);
  return entries
    .filter(({ isFolder, hidden }) => !isFolder && (!hidden || args.flag("show-hidden")))
    .map(({ name, address, hidden }) => ({
      name,
      path: address,
      format: "archive",
      ...hidden && { hidden },
    }));
}

async function inFolder(context: Context): Promise<Row[]> {
  const { args, io, signal } = context;
  const preset = (await context.config()).getPath("settings.job_bundle_default_directory");
  const folder = resolve(io.cwd, args.positional[0] ?? (preset || homeDirectory(io.env)));
  const entries = await listBundles(folder, { signal }).catch((cause) => {
    if (!(cause instanceof Deno.errors.NotFound || cause instanceof Deno.errors.NotADirectory)) {
      throw cause;
    }
    throw new Error(`Cannot list job bundles: there is no folder "${folder}"`, { cause });
  });
  return entries
    .filter(({ kind }) => kind === "bundle" || (kind === "archive" && !args.flag("no-archives")))
    .map(({ name, path, kind }) => ({
      name,
      path,
      format: kind === "archive" ? "archive" : "folder",
    }));
}
