import * as path from "@std/path";
import {
  type BuildCache,
  type IslandRegistry,
  openStatic,
  type StaticFile,
} from "../app/build_cache.ts";
import type { Command } from "../app/commands.ts";
import { type FsRouteModule, routeCommands } from "../app/fs_routes.ts";
import { IslandPreparer } from "../app/build_cache.ts";
import type { Build } from "./build.ts";
import type { ResolvedBuildConfig } from "./config.ts";
import type { FoundRoute } from "./crawl.ts";
import { contentType, lockStyleSheet } from "./static_assets.ts";

/** What an app is run from that was built, but not written down. */
export class MemoryBuildCache<State> implements BuildCache<State> {
  /** The folder of the app. */
  root: string;
  /** The islands. */
  islandRegistry: IslandRegistry = new Map();
  /** The path of the script that starts islands. */
  clientEntry: string;
  /** The path of the script that reloads pages. */
  hmrClientEntry: string | undefined;
  #config: ResolvedBuildConfig;
  #files: Map<string, Uint8Array<ArrayBuffer>>;
  #hashes: Map<string, string>;
  #commands: Command<State>[];

  private constructor(config: ResolvedBuildConfig, build: Build, commands: Command<State>[]) {
    this.root = config.root;
    this.clientEntry = build.clientEntry;
    this.hmrClientEntry = config.mode === "development" ? build.clientEntry : undefined;
    this.#config = config;
    this.#commands = commands;
    this.#files = new Map(build.files.map((it) => [build.prefix + it.path, it.contents]));
    this.#hashes = new Map(build.files.map((it) => [build.prefix + it.path, it.hash]));
  }

  /** Loads islands and routes. */
  static async create<State>(
    config: ResolvedBuildConfig,
    build: Build,
    routes: FoundRoute[],
  ): Promise<MemoryBuildCache<State>> {
    const files = await Promise.all(routes.map(async (route) => {
      const load = async (): Promise<FsRouteModule<State>> => await importFile(route.filePath);
      return { ...route, mod: route.lazy ? load : await load() };
    }));
    const cache = new MemoryBuildCache<State>(config, build, routeCommands(files));
    const preparer = new IslandPreparer();
    for (const { name, file, chunk } of build.islands) {
      const mod: Record<string, unknown> = await importFile(file);
      preparer.prepare(cache.islandRegistry, mod, chunk, name, []);
    }
    return cache;
  }

  /** The routes that files make. */
  getFsRoutes(): Command<State>[] {
    return this.#commands;
  }

  /** A file by its path, if there is one. */
  async readFile(pathname: string): Promise<StaticFile | null> {
    const built = this.#files.get(pathname);
    if (built) return inMemory(built, pathname, this.#hashes.get(pathname) ?? null);
    const relative = path.join(".", decodeURIComponent(pathname));
    for (const dir of this.#config.staticDir) {
      const file = path.join(dir, relative);
      if (path.relative(dir, file).startsWith("..")) continue;
      if (!(await Deno.stat(file).catch(() => null))?.isFile) continue;
      if (!file.endsWith(".css")) {
        return await openStatic(file, { hash: null, contentType: contentType(file) });
      }
      const css = lockStyleSheet(await Deno.readTextFile(file), this.#config.buildId);
      return inMemory(new TextEncoder().encode(css), file, null);
    }
    return null;
  }
}

function inMemory(
  content: Uint8Array<ArrayBuffer>,
  name: string,
  hash: string | null,
): StaticFile {
  return {
    hash,
    contentType: contentType(name),
    size: content.byteLength,
    readable: content,
    close: () => {},
  };
}

async function importFile<T>(file: string): Promise<T> {
  return await import(path.toFileUrl(file).href);
}
