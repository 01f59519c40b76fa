import type { Build } from "./build.ts";
import type { ResolvedBuildConfig } from "./config.ts";
import type { FoundRoute } from "./crawl.ts";

/** A file to be served. */
export interface SnapshotFile {
  /** Its path in URLs. */
  name: string;
  /** Its path from the folder of the app. */
  filePath: string;
  /** Tells versions of it apart. */
  hash: string;
  /** Its media type. */
  contentType: string;
}

/** What goes into a snapshot. */
export interface SnapshotOptions {
  config: ResolvedBuildConfig;
  build: Build;
  routes: FoundRoute[];
  staticFiles: SnapshotFile[];
  /** How the snapshot imports a file. */
  specifier: (file: string) => string;
}

const HEADER = "// Written by the build of the app; changes are lost with the next one.\n";

/** The module that lists what was built. */
export function snapshotCode(options: SnapshotOptions): string {
  const { config, build, routes, staticFiles, specifier } = options;
  const text = (value: unknown) => JSON.stringify(value);
  const from = (file: string) => text(specifier(file));
  return [
    HEADER + `import { IslandPreparer } from "fresh/internal";`,
    ...build.islands.map(({ name, file }) => `import * as ${name} from ${from(file)};`),
    ...routes.map(({ lazy, filePath }, i) =>
      lazy ? "" : `import * as fsRoute_${i} from ${from(filePath)};`
    ),
    `export const version = ${text(config.buildId)};`,
    `export const clientEntry = ${text(build.clientEntry)};`,
    `export const entryAssets = [];`,
    `export const islands = new Map();`,
    `const islandPreparer = new IslandPreparer();`,
    ...build.islands.map(({ name, chunk }) =>
      `islandPreparer.prepare(islands, ${name}, ${text(chunk)}, ${text(name)}, []);`
    ),
    `export const staticFiles = new Map([`,
    ...staticFiles.map((file) => `  [${text(file.name)}, ${text(file)}],`),
    `]);`,
    `export const fsRoutes = [`,
    ...routes.map(({ lazy, filePath, id, type, pattern, routePattern }, i) => {
      const mod = lazy ? `() => import(${from(filePath)})` : `fsRoute_${i}`;
      const shown = specifier(filePath).replace(/^(?:\.\.?\/)+/, "");
      return `  { ...${text({ id, type, pattern, routePattern, filePath: shown })}, mod: ${mod} },`;
    }),
    `];\n`,
  ].filter((line) => line !== "").join("\n");
}

/** The module that is served. */
export function serverCode(root: string, serverEntry: string): string {
  return HEADER + `import { path, ProdBuildCache, setBuildCache } from "fresh/internal";
import * as snapshot from "./snapshot.js";
import { app } from ${JSON.stringify(serverEntry)};

const root = path.join(import.meta.dirname, ${JSON.stringify(root.replaceAll("\\", "/"))});
setBuildCache(app, new ProdBuildCache(root, snapshot), "production");

export default { fetch: app.handler() };
`;
}
