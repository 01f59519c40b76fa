import * as path from "@std/path";
import type { AnyComponent, ComponentType } from "preact";
import { setBuildId } from "../shared/build_id.ts";
import type { Command } from "./commands.ts";
import { type FsRouteFile, routeCommands } from "./fs_routes.ts";
import { UniqueNames } from "../shared/names.ts";

/** A component that also runs in browsers. */
export interface Island {
  /** The path of its chunk. */
  file: string;
  /** The name that it goes by in a page. */
  name: string;
  /** The name that its module exports it by. */
  exportName: string;
  /** The component. */
  fn: ComponentType;
  /** The paths of its style sheets. */
  css: string[];
}

/** The islands of a build. */
export type IslandRegistry = Map<ComponentType, Island>;

/** A file to be served. */
export interface StaticFile {
  /** Tells versions of the file apart, or null when it may change at any time. */
  hash: string | null;
  /** Bytes. */
  size: number;
  /** Its media type. */
  contentType: string;
  /** What is in it. */
  readable: ReadableStream<Uint8Array> | Uint8Array<ArrayBuffer>;
  /** Lets go of it unread. */
  close(): void;
  /** Whether it never changes under its path. */
  immutable?: boolean;
}

/** What an app is built from. */
// deno-lint-ignore no-explicit-any
export interface BuildCache<State = any> {
  /** The folder of the app. */
  root: string;
  /** The islands. */
  islandRegistry: IslandRegistry;
  /** The path of the script that starts islands. */
  clientEntry: string;
  /** The path of the script that reloads pages, while an app is worked on. */
  hmrClientEntry?: string | undefined;
  /** The routes that files make. */
  getFsRoutes(): Command<State>[];
  /** A file by its path, if there is one. */
  readFile(pathname: string): Promise<StaticFile | null>;
}

/** What a built server says of itself. */
export interface BuildSnapshot<State> {
  /** The build. */
  version: string;
  /** The path of the script that starts islands. */
  clientEntry: string;
  /** The files that make routes. */
  fsRoutes: FsRouteFile<State>[];
  /** The files to be served, by path. */
  staticFiles: Map<string, {
    name: string;
    filePath: string;
    hash: string | null;
    contentType: string;
    immutable?: boolean;
  }>;
  /** The islands. */
  islands: IslandRegistry;
  /** The paths of style sheets for all pages. */
  entryAssets: string[];
}

/** What a built server is run from. */
export class ProdBuildCache<State> implements BuildCache<State> {
  /** The folder of the app. */
  root: string;
  /** The islands. */
  islandRegistry: IslandRegistry;
  /** The path of the script that starts islands. */
  clientEntry: string;
  #snapshot: BuildSnapshot<State>;

  /** Takes over a snapshot, and its build id. */
  constructor(root: string, snapshot: BuildSnapshot<State>) {
    setBuildId(snapshot.version);
    this.root = root;
    this.islandRegistry = snapshot.islands;
    this.clientEntry = snapshot.clientEntry;
    this.#snapshot = snapshot;
  }

  /** The routes that files make. */
  getFsRoutes(): Command<State>[] {
    return routeCommands(this.#snapshot.fsRoutes);
  }

  /** A file by its path, if there is one. */
  async readFile(pathname: string): Promise<StaticFile | null> {
    const info = this.#snapshot.staticFiles.get(pathname);
    if (info === undefined) return null;
    return await openStatic(path.resolve(this.root, info.filePath), info);
  }
}

/** Opens a file to be served. */
export async function openStatic(
  filePath: string,
  info: Pick<StaticFile, "hash" | "contentType" | "immutable">,
): Promise<StaticFile> {
  const file = await Deno.open(filePath);
  const { size } = await file.stat();
  const { hash, contentType, immutable } = info;
  return {
    hash,
    contentType,
    immutable,
    size,
    readable: file.readable,
    close: () => file.close(),
  };
}

/** Fills a registry with the islands of modules. */
export class IslandPreparer {
  #names = new UniqueNames();

  /** Adds the functions that a module exports. */
  prepare(
    registry: IslandRegistry,
    mod: Record<string, unknown>,
    chunkName: string,
    modName: string,
    css: string[],
  ): void {
    for (const [exportName, value] of Object.entries(mod)) {
      if (typeof value !== "function") continue;
      const fn = value as AnyComponent;
      const name = this.#names.take(exportName === "default" ? modName : exportName);
      registry.set(fn, { file: chunkName, name, exportName, fn, css });
    }
  }
}

/** What an app is run from that was never built: no islands, no files, no routes but its own. */
export function emptyBuildCache<State>(): BuildCache<State> {
  return {
    root: "",
    clientEntry: "",
    islandRegistry: new Map(),
    getFsRoutes: () => [],
    readFile: () => Promise.resolve(null),
  };
}
