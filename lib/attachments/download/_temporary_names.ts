import process from "node:process";
import { xxh128 } from "../hash/xxh128.ts";

const TEMPORARY = /^\.deadline-(.*)-(\d+)-[0-9a-z]+\.tmp$/;
const PART = /^\.deadline-[0-9a-f]{24}\.(part|keep)$/;
/** Milliseconds after which what nobody went on with is removed. */
const PART_LIFETIME = 7 * 24 * 3_600_000;
/** The same for files of other machines, of which nobody knows whether they still run. */
const FOREIGN_LIFETIME = 24 * 3_600_000;

let host: string | undefined;

/** A name for a file that is being written, which tells whose it is. */
export function temporaryName(): string {
  host ??= hostName();
  return `.deadline-${host}-${Deno.pid}-${Math.random().toString(36).slice(2, 12) || "0"}.tmp`;
}

/**
 * The name under which a large file is written, without its ending: the same each time, so that
 * another run finds it. `.part` is being written; `.keep` was left by a run that was stopped, and is
 * whole up to its end.
 */
export async function partStem(name: string, hash: string): Promise<string> {
  return `.deadline-${(await xxh128(`${hash}/${name}`)).slice(0, 24)}`;
}

/** Whether a name is one of those above. */
export function isTemporaryName(name: string): boolean {
  return TEMPORARY.test(name) || PART.test(name);
}

/** Whether a file of such a name was left behind by a run that will not come back. */
export function isLeftOver(name: string, modifiedAt: number, now: number = Date.now()): boolean {
  if (PART.test(name)) return now - modifiedAt > PART_LIFETIME;
  const match = TEMPORARY.exec(name);
  if (!match) return false;
  host ??= hostName();
  return match[1] === host ? !isRunning(Number(match[2])) : now - modifiedAt > FOREIGN_LIFETIME;
}

/** Whether a process of this machine runs, as far as can be told. */
export function isRunning(pid: number): boolean {
  if (pid === Deno.pid) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // One that must not be asked runs.
    return (error as { code?: string }).code !== "ESRCH";
  }
}

function hostName(): string {
  try {
    return Deno.hostname().replace(/[^A-Za-z0-9.]/g, "").slice(0, 40) || "host";
  } catch {
    return "host";
  }
}
