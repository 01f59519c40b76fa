import { DatabaseError } from "./store/database_error.ts";
import { DataFolderInUseError } from "./store/lock.ts";

/** Failures that the state of a machine causes, not a mistake in the farm. */
const FOLDER_FAILURES = [
  Deno.errors.PermissionDenied,
  Deno.errors.NotADirectory,
  Deno.errors.AlreadyExists,
  Deno.errors.IsADirectory,
  Deno.errors.FilesystemLoop,
];
const FOLDER_CODES = ["ENOSPC", "EROFS", "EDQUOT", "ENAMETOOLONG", "EIO"];

/**
 * Says on one line why a farm could not start and what to do about it.
 *
 * @returns `undefined` for an error that nobody but a developer can do something about.
 */
export function whyNotStarted(
  error: unknown,
  { dataDir, port }: { readonly dataDir: string; readonly port: number },
): string | undefined {
  if (error instanceof DataFolderInUseError || error instanceof DatabaseError) return error.message;
  if (error instanceof Deno.errors.AddrInUse) {
    return `Cannot listen on 127.0.0.1:${port}: another program does. ` +
      "Stop it, or choose another port with --port";
  }
  const { message, code } = error as Error & { code?: string };
  const ofFolder = FOLDER_FAILURES.some((kind) => error instanceof kind) ||
    FOLDER_CODES.includes(code ?? "");
  if (!ofFolder) return undefined;
  return `Cannot keep a farm in "${dataDir}": ${message.split("\n")[0]}. ` +
    "Make room and give yourself access there, or choose another folder with --data";
}
