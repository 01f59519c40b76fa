import * as path from "@std/path";
import type { Loader, OnResolveArgs, OnResolveResult, Plugin, PluginBuild } from "esbuild";
import type { ModuleGraph, Resolved } from "./module_graph.ts";
import type { NpmStore } from "./npm_store.ts";

/** Modules that are not files of the project, such as those of a registry. */
const REMOTE = "remote";

/** Marks the questions that the plugin asks the bundler itself. */
const ASKED = Symbol("asked");

/** Resolves imports as the runtime does, and takes packages from its cache. */
export function resolvePlugin(graph: ModuleGraph, store: NpmStore): Plugin {
  return {
    name: "resolve-as-runtime",
    setup(build) {
      build.onResolve({ filter: /.*/ }, async (args) => {
        if (args.pluginData === ASKED) return undefined;
        if (args.kind === "entry-point") {
          return toFile(graph.find(path.toFileUrl(args.path).href), args.path);
        }
        const folder = args.namespace === REMOTE ? undefined : store.folderFor(args.importer);
        if (folder !== undefined) return await ask(build, args.path, folder, args);
        const importer = args.namespace === REMOTE
          ? args.importer
          : path.toFileUrl(args.importer).href;
        const resolved = graph.resolve(importer, args.path) ?? implied(graph, args.path);
        if (resolved?.kind === "npm") {
          return await ask(build, resolved.specifier, store.folderOf(resolved.packageId), args);
        }
        return toFile(resolved, args.path);
      });
      build.onLoad({ filter: /.*/, namespace: REMOTE }, async (args) => {
        const found = graph.find(args.path);
        if (found?.kind !== "module" || found.module.local === undefined) return undefined;
        const contents = await Deno.readFile(found.module.local);
        return { contents, loader: loaderOf(found.module.mediaType) };
      });
    },
  };
}

/** The bundler knows the rules of packages, once it is shown where to look. */
async function ask(
  build: PluginBuild,
  specifier: string,
  folder: string,
  { kind, importer, resolveDir }: OnResolveArgs,
): Promise<OnResolveResult> {
  // Relative imports in a package lead on from the file they are in.
  const isPath = /^\.{0,2}\//.test(specifier);
  const { path, namespace, sideEffects, external, errors, warnings } = await build.resolve(
    specifier,
    { kind, importer, resolveDir: isPath ? resolveDir : folder, pluginData: ASKED },
  );
  return { path, namespace, sideEffects, external, errors, warnings };
}

/** What the bundler itself imports for JSX, which no module has written down. */
function implied(graph: ModuleGraph, specifier: string): Resolved | undefined {
  const name = /^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier;
  const packageId = graph.packageNamed(name);
  return packageId === undefined ? undefined : { kind: "npm", packageId, specifier };
}

function toFile(resolved: Resolved | undefined, wanted: string): OnResolveResult {
  if (resolved?.kind !== "module") return { errors: [{ text: `Could not resolve "${wanted}"` }] };
  const { specifier } = resolved.module;
  if (specifier.startsWith("file:")) return { path: path.fromFileUrl(specifier) };
  return { path: specifier, namespace: REMOTE };
}

function loaderOf(mediaType: string | undefined): Loader {
  switch (mediaType) {
    case "TypeScript":
    case "Mts":
      return "ts";
    case "TSX":
      return "tsx";
    case "JSX":
      return "jsx";
    case "Json":
      return "json";
    default:
      return "js";
  }
}
