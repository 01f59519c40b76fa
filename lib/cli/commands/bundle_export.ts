import { resolve } from "@std/path";
import { isBundleDirectory } from "../../bundle/_bundle_files.ts";
import { exportBundle } from "../../bundle/export_bundle.ts";
import type { Context } from "../context.ts";
import { readParameterWords } from "../parameter_words.ts";

/** Writes a copy of a job bundle with the values given. */
export async function run(context: Context): Promise<void> {
  const { args, io, signal } = context;
  const destination = resolve(io.cwd, args.required("output-dir"));
  const format = args.text("format")?.toUpperCase() as "YAML" | "JSON" | undefined;
  await exportBundle({
    directory: args.positional[0],
    destination,
    name: args.text("name"),
    parameters: readParameterWords(args.all("parameter")),
    cwd: io.cwd,
  }, { signal, format, replace: args.flag("yes") && await isBundleDirectory(destination) });
  context.say(context.speaksJson ? JSON.stringify({ path: destination }) : `Wrote ${destination}`);
}
