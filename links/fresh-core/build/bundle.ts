import * as path from "@std/path";
import * as esbuild from "esbuild";
import { ModuleGraph } from "./module_graph.ts";
import { NpmStore } from "./npm_store.ts";
import { resolvePlugin } from "./resolve_plugin.ts";

/** What goes into a bundle. */
export interface BundleOptions {
  /** The folder of the app. */
  root: string;
  /** The files to begin with, by the names of their chunks. */
  entries: Map<string, string>;
  /** Names the build. */
  buildId: string;
  /** Whether it is for working on the app. */
  dev: boolean;
  /** The browsers to build for. */
  target: string | string[];
  /** The package that makes elements. */
  jsxImportSource: string;
}

/** A file of a bundle. */
export interface BundledFile {
  /** Its name. */
  path: string;
  /** What is in it. */
  contents: Uint8Array<ArrayBuffer>;
  /** Tells versions of it apart. */
  hash: string;
}

/** Bundles scripts for browsers; what several of them share is in chunks of its own. */
export async function bundle(options: BundleOptions): Promise<BundledFile[]> {
  const { root, entries, buildId, dev, target, jsxImportSource } = options;
  const urls = [...entries.values()].map((file) => path.toFileUrl(file).href);
  const graph = await ModuleGraph.load(root, urls);
  await using store = await NpmStore.create(graph.packages);
  try {
    const { outputFiles } = await esbuild.build({
      entryPoints: Object.fromEntries(entries),
      absWorkingDir: root,
      outdir: ".",
      write: false,
      bundle: true,
      splitting: true,
      format: "esm",
      platform: "browser",
      target,
      minify: !dev,
      sourcemap: dev ? "linked" : false,
      treeShaking: true,
      jsx: "automatic",
      jsxDev: dev,
      jsxImportSource,
      tsconfigRaw: {},
      logLevel: "error",
      define: { "process.env.NODE_ENV": JSON.stringify(dev ? "development" : "production") },
      plugins: [buildIdPlugin(buildId), resolvePlugin(graph, store)],
    });
    return outputFiles.map(({ path: file, contents, hash }) => ({
      path: path.relative(root, file).replaceAll(path.SEPARATOR, "/"),
      contents: contents as Uint8Array<ArrayBuffer>,
      hash,
    }));
  } finally {
    // Its helper process would outlive the build.
    await esbuild.stop();
  }
}

/** In browsers, the build is a constant. */
function buildIdPlugin(buildId: string): esbuild.Plugin {
  const file = path.fromFileUrl(new URL("../shared/build_id.ts", import.meta.url));
  return {
    name: "build-id",
    setup(build) {
      build.onLoad({ filter: /build_id\.ts$/ }, ({ path }) => {
        if (path !== file) return undefined;
        return { contents: `export const BUILD_ID = ${JSON.stringify(buildId)};` };
      });
    },
  };
}
