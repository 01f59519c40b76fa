import { join } from "@std/path";
import { projectDirectory } from "../project.ts";
import { type Child, firstLine, startChild } from "./child.ts";

/** What the embedded farm writes into its folder for those who may use it. */
export interface FarmFacts {
  endpoint: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
  farmId: string;
  queueId: string;
}

/** The embedded farm as a process of its own. */
export interface FarmProcess {
  facts: FarmFacts;
  child: Child;
}

/**
 * Starts the embedded farm, enters it into `children`, and waits until it is ready. It ends by itself when its standard input
 * does, so that it never outlives this process.
 *
 * @throws {Error} with what the farm said, if it does not start.
 */
export async function startFarmProcess(
  options: { dataDir: string; workers: number | undefined; weatherFile?: string },
  children: Child[],
): Promise<FarmProcess> {
  const { dataDir, workers, weatherFile } = options;
  const child = startChild("the local farm", [
    "run",
    "--allow-all",
    "--quiet",
    join(projectDirectory(), "farm", "main.ts"),
    "--data",
    dataDir,
    "--with-parent",
    ...(workers === undefined ? [] : ["--workers", String(workers)]),
    ...(weatherFile === undefined ? [] : ["--faults", weatherFile]),
  ]);
  children.push(child);
  await firstLine(child, /^ready http:/);
  const facts = JSON.parse(await Deno.readTextFile(join(dataDir, "farm.json"))) as FarmFacts;
  return { facts, child };
}
