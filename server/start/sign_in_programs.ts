import type { Config } from "@deadline/client/config";
import type { Environment } from "@deadline/client/session";
import { join } from "@std/path";

/** The programs that sign in to AWS, as far as this computer has them: the AWS CLI and the monitor. */
export async function signInPrograms(config: Config, env: Environment): Promise<string[]> {
  const isWindows = Deno.build.os === "windows";
  const folders = (env.get("PATH") ?? "").split(isWindows ? ";" : ":").filter((path) =>
    path !== ""
  );
  const aws = folders.map((folder) => join(folder, isWindows ? "aws.exe" : "aws"));
  const monitor = config.getPath("deadline-cloud-monitor.path");
  const found = [await firstFile(aws), await firstFile(monitor ? [monitor] : [])];
  return found.filter((path) => path !== undefined);
}

async function firstFile(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) {
    if (await Deno.stat(path).then(({ isFile }) => isFile, () => false)) return path;
  }
  return undefined;
}
