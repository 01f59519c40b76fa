import { App, setBuildCache } from "../app/app.ts";
import { emptyBuildCache } from "../app/build_cache.ts";
import { announcer, type ListenOptions } from "../app/listen.ts";
import { buildScripts } from "./build.ts";
import { type BuildOptions, resolveConfig, type ResolvedBuildConfig } from "./config.ts";
import { crawl } from "./crawl.ts";
import { liveReload } from "./live_reload.ts";
import { MemoryBuildCache } from "./memory_cache.ts";
import { writeBuild } from "./write_build.ts";

export type { BuildOptions, ResolvedBuildConfig };

/** Builds an app, or serves it while it is worked on. */
// deno-lint-ignore no-explicit-any
export class Builder<State = any> {
  /** The options, with nothing left open. */
  config: ResolvedBuildConfig;
  #islands = new Set<string>();

  /** Makes a builder. */
  constructor(options?: BuildOptions) {
    this.config = resolveConfig(options);
  }

  /** Adds a file with islands that is not in their folder. */
  registerIsland(specifier: string): void {
    this.#islands.add(specifier);
  }

  /**
   * Builds the app.
   *
   * @returns A function that gives an app what was built, for tests.
   */
  async build(options: {
    mode?: ResolvedBuildConfig["mode"];
    snapshot?: "disk" | "memory";
  } = {}): Promise<(app: App<State>) => void> {
    this.config.mode = options.mode ?? "production";
    const { islands, routes } = await this.#crawl();
    const build = await buildScripts(this.config, islands);
    const { root, outDir } = this.config;
    if (options.snapshot === "memory") {
      const cache = await MemoryBuildCache.create<State>(this.config, build, routes);
      return (app) => setBuildCache(app, cache, app.config.mode);
    }
    await writeBuild(this.config, build, routes);
    console.log(`Assets written to: ${outDir}`);
    // The build on disk is run by its own server module, so that nothing of the app is loaded here.
    return (app) => setBuildCache(app, { ...emptyBuildCache<State>(), root }, app.config.mode);
  }

  /** Serves the app; pages are loaded anew when the server was started anew. */
  async listen(
    importApp: () => Promise<{ app: App<State> } | App<State>>,
    options: ListenOptions = {},
  ): Promise<void> {
    this.config.mode = "development";
    const imported = await importApp();
    const app = imported instanceof App ? imported : imported.app;
    app.config.mode = "development";
    const { islands, routes } = await this.#crawl();
    const build = await buildScripts(this.config, islands);
    const cache = await MemoryBuildCache.create<State>(this.config, build, routes);
    setBuildCache(app, cache, "development");

    const handler = app.handler();
    const { basePath } = app.config;
    await new App<State>({ mode: "development" })
      .use(liveReload(basePath))
      .all("*", (ctx) => handler(ctx.req, ctx.info))
      .listen({ ...options, onListen: options.onListen ?? announcer(basePath, options) });
  }

  async #crawl(): ReturnType<typeof crawl> {
    const found = await crawl(this.config);
    return { ...found, islands: [...new Set([...this.#islands, ...found.islands])] };
  }
}
