import { join } from "@std/path";

/** The console's own folder below the user's state directory, unless one is named. */
export function consoleDirectory(env: { get(name: string): string | undefined }): string {
  return join(stateHome(env), "deadline-console");
}

function stateHome(env: { get(name: string): string | undefined }): string {
  const local = env.get("XDG_STATE_HOME") || env.get("LOCALAPPDATA");
  return local || join(env.get("HOME") || env.get("USERPROFILE") || ".", ".local", "state");
}
