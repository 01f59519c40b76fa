import type { FaultProxy } from "./proxy.ts";
import { type Faults, parseFaults } from "./rules.ts";

/** Options for {@linkcode followFaultsFile}. */
export interface FollowOptions {
  /** Hears of rules that came into force, and of a file that is wrong. */
  note: (event: string, details: Readonly<Record<string, unknown>>) => void;
  /**
   * Milliseconds between two looks at the file.
   *
   * @default {250}
   */
  interval?: number;
}

/**
 * Reads a file of fault rules.
 *
 * @throws {SyntaxError} naming the file and what is wrong in it, or that it cannot be read.
 */
export async function readFaultsFile(path: string): Promise<Faults> {
  return parseText(await textOf(path), path);
}

/**
 * Puts the rules of a file in force now and whenever it changes. A file
 * that is wrong is noted, with what is wrong in it, and the rules stay as they are. It looks at the
 * file instead of watching its folder, since editors replace files and network drives do not tell
 * of changes.
 */
export function followFaultsFile(
  path: string,
  proxy: Pick<FaultProxy, "change">,
  options: FollowOptions,
): AsyncDisposable {
  const { note, interval = 250 } = options;
  let seen: string | Error | undefined;
  const look = async () => {
    const now = await textOf(path);
    if (String(now) === String(seen)) return;
    const isFirst = seen === undefined;
    seen = now;
    try {
      const faults = parseText(now, path);
      proxy.change(faults);
      if (!isFirst) note("weather changed", { file: path, rules: faults.rules.length });
    } catch (error) {
      note("weather not changed", { problem: (error as Error).message });
    }
  };
  let looking = look();
  const timer = setInterval(() => looking = looking.then(look), interval);
  return {
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await looking;
    },
  };
}

/** The text of a file, or why there is none. */
async function textOf(path: string): Promise<string | Error> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    return error as Error;
  }
}

function parseText(text: string | Error, path: string): Faults {
  if (typeof text === "string") return parseFaults(text, path);
  const why = text instanceof Deno.errors.NotFound ? "there is no such file" : text.message;
  throw new SyntaxError(`Cannot read ${path}: ${why}`, { cause: text });
}
