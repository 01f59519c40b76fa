import * as path from "@std/path";
import { UniqueNames } from "../shared/names.ts";
import { bundle, type BundledFile } from "./bundle.ts";
import type { ResolvedBuildConfig } from "./config.ts";
import { readJsxImportSource } from "./deno_config.ts";

/** The chunk that starts islands. */
const CLIENT = "fresh-runtime";

/** A module with islands. */
export interface IslandModule {
  /** The name of its chunk. */
  name: string;
  /** Where it is. */
  file: string;
  /** The path of its chunk. */
  chunk: string;
}

/** The scripts of an app. */
export interface Build {
  /** Where they are served. */
  prefix: string;
  /** The path of the script that starts islands. */
  clientEntry: string;
  /** The modules with islands. */
  islands: IslandModule[];
  /** The scripts. */
  files: BundledFile[];
}

/** Builds the scripts of an app. */
export async function buildScripts(
  config: ResolvedBuildConfig,
  islandFiles: string[],
): Promise<Build> {
  const dev = config.mode === "development";
  const prefix = `/_fresh/js/${config.buildId}/`;
  const names = new UniqueNames();
  const islands = islandFiles.map((file) => {
    const name = names.take(path.basename(file, path.extname(file)));
    return { name, file, chunk: `${prefix}${name}.js` };
  });
  const client = new URL(dev ? "../client/main_dev.ts" : "../client/main.ts", import.meta.url);
  const files = await bundle({
    root: config.root,
    buildId: config.buildId,
    target: config.target,
    dev,
    jsxImportSource: await readJsxImportSource(config.root),
    entries: new Map([
      [CLIENT, path.fromFileUrl(client)],
      ...islands.map(({ name, file }) => [name, file] as const),
    ]),
  });
  return { prefix, clientEntry: `${prefix}${CLIENT}.js`, islands, files };
}
