import * as path from "@std/path";
import type { Build } from "./build.ts";
import type { ResolvedBuildConfig } from "./config.ts";
import type { FoundRoute } from "./crawl.ts";
import { serverCode, snapshotCode, type SnapshotFile } from "./snapshot_code.ts";
import { contentType, hashOf, isHidden, lockStyleSheet, urlPath } from "./static_assets.ts";
import { walk } from "./walk.ts";

/** Writes a build to its folder, from where it can be served. */
export async function writeBuild(
  config: ResolvedBuildConfig,
  build: Build,
  routes: FoundRoute[],
): Promise<void> {
  const { outDir, root, serverEntry } = config;
  const specifier = (file: string) => {
    const relative = path.relative(outDir, file).split(path.SEPARATOR).map(encodeURIComponent);
    return relative[0] === ".." ? relative.join("/") : `./${relative.join("/")}`;
  };
  const staticFiles = await writeStatic(config, build);
  const snapshot = snapshotCode({ config, build, routes, staticFiles, specifier });
  await Deno.writeTextFile(path.join(outDir, "snapshot.js"), snapshot);
  const server = serverCode(path.relative(outDir, root), specifier(serverEntry));
  await Deno.writeTextFile(path.join(outDir, "server.js"), server);
}

async function writeStatic(config: ResolvedBuildConfig, build: Build): Promise<SnapshotFile[]> {
  const { root, outDir, staticDir, buildId } = config;
  const target = path.join(outDir, "static");
  await Deno.remove(target, { recursive: true }).catch(() => {});
  await Deno.mkdir(target, { recursive: true });
  const files = new Map<string, SnapshotFile>();

  const write = async (name: string, content: Uint8Array<ArrayBuffer>) => {
    const file = path.join(target, name);
    await Deno.mkdir(path.dirname(file), { recursive: true });
    await Deno.writeFile(file, content);
    await list(name, file, content);
  };
  const list = async (name: string, file: string, content: Uint8Array<ArrayBuffer>) => {
    const url = urlPath(name);
    const filePath = path.relative(root, file).replaceAll(path.SEPARATOR, "/");
    const hash = await hashOf(content);
    files.set(url, { name: url, hash, filePath, contentType: contentType(file) });
  };

  for (const dir of staticDir) {
    for (const file of await walk(dir, isHidden)) {
      const name = path.relative(dir, file);
      if (files.has(urlPath(name)) || !path.relative(outDir, file).startsWith("..")) continue;
      if (!file.endsWith(".css")) {
        await list(name, file, await Deno.readFile(file));
        continue;
      }
      const css = lockStyleSheet(await Deno.readTextFile(file), buildId);
      await write(name, new TextEncoder().encode(css));
    }
  }
  for (const { path: name, contents } of build.files) {
    await write(path.join(".", build.prefix, name), contents);
  }
  return [...files.values()];
}
