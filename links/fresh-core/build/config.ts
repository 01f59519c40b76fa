import * as path from "@std/path";
import { BUILD_ID } from "../shared/build_id.ts";

/** Options of a builder; paths are taken from `root`. */
export interface BuildOptions {
  /**
   * The browsers to build for, as esbuild names them.
   *
   * @default {["chrome99", "firefox99", "safari15"]}
   */
  target?: string | string[];
  /**
   * The folder of the app.
   *
   * @default {Deno.cwd()}
   */
  root?: string;
  /**
   * Where the build goes.
   *
   * @default {"_fresh"}
   */
  outDir?: string;
  /**
   * Files to be served as they are.
   *
   * @default {"static"}
   */
  staticDir?: string | string[];
  /**
   * Components that also run in browsers.
   *
   * @default {"islands"}
   */
  islandDir?: string;
  /**
   * Files that make routes.
   *
   * @default {"routes"}
   */
  routeDir?: string;
  /**
   * The module that exports `app`.
   *
   * @default {"main.ts"}
   */
  serverEntry?: string;
  /** Paths in the folders of routes and islands that are left out; by default those of tests. */
  ignore?: RegExp[];
}

/** Options of a builder, with nothing left open. */
export interface ResolvedBuildConfig {
  /** The browsers to build for. */
  target: string | string[];
  /** The folder of the app. */
  root: string;
  /** Where the build goes. */
  outDir: string;
  /** Files to be served as they are. */
  staticDir: string[];
  /** Components that also run in browsers. */
  islandDir: string;
  /** Files that make routes. */
  routeDir: string;
  /** The module that exports `app`. */
  serverEntry: string;
  /** Paths that are left out. */
  ignore: RegExp[];
  /** What is built for. */
  mode: "development" | "production";
  /** Names the build. */
  buildId: string;
}

/** Settles what was left open. */
export function resolveConfig(options: BuildOptions = {}): ResolvedBuildConfig {
  const root = locate(options.root ?? ".", Deno.cwd());
  return {
    root,
    target: options.target ?? ["chrome99", "firefox99", "safari15"],
    outDir: locate(options.outDir ?? "_fresh", root),
    staticDir: [options.staticDir ?? "static"].flat().map((it) => locate(it, root)),
    islandDir: locate(options.islandDir ?? "islands", root),
    routeDir: locate(options.routeDir ?? "routes", root),
    serverEntry: locate(options.serverEntry ?? "main.ts", root),
    ignore: options.ignore ?? [/[._]test\.(?:[tj]sx?|[mc][tj]s)$/],
    mode: "production",
    buildId: BUILD_ID,
  };
}

function locate(pathOrUrl: string, root: string): string {
  return pathOrUrl.startsWith("file://")
    ? path.fromFileUrl(pathOrUrl)
    : path.resolve(root, pathOrUrl);
}
