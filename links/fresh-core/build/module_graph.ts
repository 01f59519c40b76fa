import type { NpmPackage } from "./npm_store.ts";

interface GraphModule {
  specifier: string;
  local?: string;
  mediaType?: string;
  error?: string;
  npmPackage?: string;
  dependencies?: { specifier: string; code?: { specifier?: string; error?: string } }[];
}

interface GraphJson {
  modules: GraphModule[];
  redirects: Record<string, string>;
  npmPackages: Record<string, NpmPackage>;
}

/** Where an import leads. */
export type Resolved =
  | { kind: "module"; module: GraphModule }
  | { kind: "npm"; packageId: string; specifier: string };

/** How the runtime resolves the imports of some modules, with the import map, links and workspace that apply. */
export class ModuleGraph {
  /** The packages in it. */
  readonly packages: Record<string, NpmPackage>;
  #modules: Map<string, GraphModule>;
  #redirects: Record<string, string>;

  private constructor({ modules, redirects, npmPackages }: GraphJson) {
    this.packages = npmPackages ?? {};
    this.#redirects = redirects ?? {};
    this.#modules = new Map(modules.map((it) => [it.specifier, it]));
  }

  /**
   * Asks the runtime about modules and all they import.
   *
   * @throws {Error} When it cannot resolve one of them.
   */
  static async load(cwd: string, urls: string[]): Promise<ModuleGraph> {
    const code = urls.map((url) => `import ${JSON.stringify(url)};`).join("");
    const command = new Deno.Command(Deno.execPath(), {
      args: ["info", "--json", `data:application/javascript,${encodeURIComponent(code)}`],
      cwd,
    });
    const { success, stdout, stderr } = await command.output();
    if (!success) throw new Error(new TextDecoder().decode(stderr));
    return new ModuleGraph(JSON.parse(new TextDecoder().decode(stdout)));
  }

  /** Where an import of a module leads, or undefined when the module does not have it. */
  resolve(importer: string, specifier: string): Resolved | undefined {
    const dependency = this.#modules.get(importer)?.dependencies
      ?.find((it) => it.specifier === specifier);
    const target = dependency?.code?.specifier;
    return target === undefined ? undefined : this.find(target);
  }

  /** What a full specifier leads to. */
  find(specifier: string): Resolved | undefined {
    const target = this.#redirects[specifier] ?? specifier;
    const module = this.#modules.get(target);
    if (module === undefined) return undefined;
    if (module.error) throw new Error(module.error);
    if (module.npmPackage === undefined) return { kind: "module", module };
    const { name } = this.packages[module.npmPackage];
    const subpath = /^npm:\/?(?:@[^/]+\/)?[^/]+(\/.*)?$/.exec(target)?.[1] ?? "";
    return { kind: "npm", packageId: module.npmPackage, specifier: name + subpath };
  }

  /** The key of a package by its name, for imports that no module has written down. */
  packageNamed(name: string): string | undefined {
    return Object.entries(this.packages).find(([, it]) => it.name === name)?.[0];
  }
}
