import * as path from "@std/path";
import type { FsRouteFile, FsRouteType } from "../app/fs_routes.ts";
import { pathToPattern } from "../app/pattern.ts";
import type { ResolvedBuildConfig } from "./config.ts";
import { compareRoutes } from "./route_order.ts";
import { walk } from "./walk.ts";

/** A route file that was found, but not loaded. */
export type FoundRoute = Omit<FsRouteFile<unknown>, "mod"> & {
  /** Whether it can wait until it is first asked for. */
  lazy: boolean;
};

/** The files of an app that mean something by where they are. */
export interface Crawl {
  /** Modules with components that also run in browsers. */
  islands: string[];
  /** Route files, in the order in which they apply. */
  routes: FoundRoute[];
}

/** What route files with these names are for. */
const SPECIAL: Record<string, FsRouteType> = {
  _app: "app",
  _layout: "layout",
  _middleware: "middleware",
  _error: "error",
  _500: "error",
  _404: "notFound",
};

/** Looks for islands and routes. */
export async function crawl(config: ResolvedBuildConfig): Promise<Crawl> {
  const { islandDir, routeDir, ignore } = config;
  const isCode = (file: string) =>
    /\.[jt]sx?$/.test(file) && !ignore.some((pattern) => pattern.test(file));
  const islands = (await walk(islandDir)).filter(isCode);
  const routes: FoundRoute[] = [];
  for (const file of (await walk(routeDir)).filter(isCode)) {
    const id = `/${path.relative(routeDir, file).replaceAll(path.SEPARATOR, "/")}`;
    // Folders in parentheses that start with an underscore belong to the routes beside them.
    const beside = /\/\((_[^/]+)\)\//.exec(id)?.[1];
    if (beside === "_islands") islands.push(file);
    if (beside === undefined) routes.push(await describe(id.replace(/\.\w+$/, ""), file));
  }
  return { islands, routes: routes.sort((a, b) => compareRoutes(a.id, b.id)) };
}

async function describe(id: string, filePath: string): Promise<FoundRoute> {
  const name = id.slice(id.lastIndexOf("/") + 1);
  const special = SPECIAL[name];
  if (special === "app" || special === "notFound") {
    return { id, filePath, type: special, pattern: "*", routePattern: "*", lazy: false };
  }
  if (special) {
    const pattern = pathToPattern(id.slice(1, -name.length - 1), { keepGroups: true });
    return { id, filePath, type: special, pattern, routePattern: pattern, lazy: false };
  }
  const folder = pathToPattern(id.slice(1), { keepGroups: true });
  const pattern = name === "index" && !folder.endsWith("/") ? `${folder}/` : folder;
  const routePattern = pathToPattern(id.slice(1));
  // A route that sets its own pattern has to be loaded for it to be known.
  const lazy = !(await Deno.readTextFile(filePath)).includes("routeOverride");
  return { id, filePath, type: "route", pattern, routePattern, lazy };
}
