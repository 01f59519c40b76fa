import { basename, dirname } from "@std/path";
import { awsFilePaths } from "../session/aws_profile.ts";
import type { Environment } from "../session/environment.ts";
import { type Clock, sleep, type WaitOptions } from "../task/mod.ts";
import { linkSignal } from "../task/link_signal.ts";
import { fileVersion, followLinks } from "./_replace_file.ts";
import { configPath } from "./config_path.ts";

/** Which of the workstation's files is other than before. */
export interface ConfigChange {
  /** The workstation's settings, or one of the AWS files. */
  readonly file: "config" | "awsConfig" | "awsCredentials";
  /** Where it is. */
  readonly path: string;
}

/** Options for {@linkcode watchConfig}. */
export interface WatchConfigOptions {
  /** The file of settings; else `DEADLINE_CONFIG_FILE_PATH` or `~/.deadline/config`. */
  path?: string | undefined;
  /** Environment variables. @default {Deno.env} */
  env?: Environment | undefined;
  /** Ends the watching: the iteration rejects with its reason. */
  signal?: AbortSignal | undefined;
  /**
   * Milliseconds between two looks at the files. Where the system tells of changes, they are seen
   * sooner; it does not for files on network shares or in folders that are not there yet.
   *
   * @default {500}
   */
  interval?: number | undefined;
  /** The clock to wait on; the platform's unless given. */
  clock?: Clock | undefined;
}

/** Milliseconds in which nothing more may change for a change to be told of. */
const QUIET = 50;
/** Milliseconds after which it is told of all the same. */
const LONGEST = 300;

/**
 * Tells of changes to the workstation's settings and the AWS files, whoever makes them, within one
 * second (with the `interval` there is). Changes that follow one another at once are told of once,
 * when they are over. Nothing is told of how it was at the start.
 *
 * @throws The signal's reason, untouched, if it aborts.
 *
 * ```ts ignore
 * import { readConfig, watchConfig } from "@deadline/client/config";
 *
 * for await (const { file } of watchConfig()) {
 *   if (file === "config") console.log((await readConfig()).get("defaults.farm_id"));
 * }
 * ```
 */
export async function* watchConfig(
  options: WatchConfigOptions = {},
): AsyncGenerator<ConfigChange, void, undefined> {
  const { env = Deno.env, signal, interval = 500, clock } = options;
  signal?.throwIfAborted();
  const aws = awsFilePaths(env);
  const files: ConfigChange[] = [
    { file: "config", path: options.path ?? configPath(env) },
    { file: "awsConfig", path: aws.config },
    { file: "awsCredentials", path: aws.credentials },
  ];
  const look = () => Promise.all(files.map(({ path }) => versionOf(path)));
  let seen = await look();
  using news = await hearOfChanges(files.map(({ path }) => path));
  while (true) {
    await news.next(interval, { signal, clock });
    let now = await look();
    if (now.join() === seen.join()) continue;
    // Whoever writes in place or several times is let finish: what is told of can be read.
    for (let waited = 0; waited < LONGEST; waited += QUIET) {
      await sleep(QUIET, { signal, clock });
      const before = now.join();
      now = await look();
      if (now.join() === before) break;
    }
    const changed = files.filter((_, index) => now[index] !== seen[index]);
    seen = now;
    for (const change of changed) {
      signal?.throwIfAborted();
      yield change;
    }
  }
}

/** A file that cannot be looked at now may be so at the next look. */
function versionOf(path: string): Promise<string> {
  return fileVersion(path).catch((error: Error) => error.name);
}

interface News extends Disposable {
  /** Resolves at the next news, or after `interval` milliseconds. */
  next(interval: number, options: WaitOptions): Promise<void>;
}

/** Listens at the folders that are there; files themselves are replaced, so they cannot be held. */
async function hearOfChanges(paths: string[]): Promise<News> {
  const targets = await Promise.all(paths.map((path) => followLinks(path).catch(() => path)));
  const all = [...paths, ...targets];
  const names = new Set(all.map((path) => basename(path)));
  const watchers = [...new Set(all.map((path) => dirname(path)))].flatMap(watchFolder);
  let wake = new AbortController();
  for (const watcher of watchers) {
    (async () => {
      for await (const { paths } of watcher) {
        if (paths.some((path) => names.has(basename(path)))) wake.abort();
      }
    })().catch(() => {});
  }
  return {
    async next(interval, { signal, clock }) {
      const awake = wake.signal;
      const either = new AbortController();
      using cleanup = new DisposableStack();
      cleanup.defer(linkSignal(awake, () => either.abort()));
      cleanup.defer(linkSignal(signal, () => either.abort()));
      if (awake.aborted || signal?.aborted) either.abort();
      await sleep(interval, { signal: either.signal, clock }).catch(() => {});
      if (awake.aborted) wake = new AbortController();
      signal?.throwIfAborted();
    },
    [Symbol.dispose]() {
      for (const watcher of watchers) watcher.close();
    },
  };
}

function watchFolder(path: string): Deno.FsWatcher[] {
  try {
    return [Deno.watchFs(path, { recursive: false })];
  } catch {
    // It is not there, or the system has no watcher left: looking every now and then does too.
    return [];
  }
}
