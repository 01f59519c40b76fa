/** Why a file cannot be used, in words that say the way out; undefined if it is something else. */
export function reasonOf(error: unknown): string | undefined {
  if (error instanceof Deno.errors.IsADirectory) {
    return "it is a folder; move it away, or name a file with DEADLINE_CONFIG_FILE_PATH";
  }
  if (error instanceof Deno.errors.FilesystemLoop) return "its links go round in a circle";
  if (
    error instanceof Deno.errors.NotADirectory || error instanceof Deno.errors.AlreadyExists
  ) {
    return "a part of its path is a file, not a folder";
  }
  if (error instanceof Deno.errors.PermissionDenied) {
    return "this user may not; look at the permissions of the file and its folder";
  }
  return undefined;
}
