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

/** How the embedded farm is started. */
export interface FarmOptions {
  /** Its own folder. */
  dataDir: string;
  /** How many worker processes it has; as many as it likes, unless given. */
  workers: number | undefined;
  /** The file from which it takes its weather, if it makes any. */
  weatherFile?: string;
  /** The port that it listens on; a free one, unless given. */
  port?: number;
}

/** The embedded farm as a process of its own. */
export interface FarmProcess {
  facts: FarmFacts;
  child: Child;
}

/**
 * Starts the embedded farm, enters it into `children`, and waits until it is ready. It ends by itself
 * when its standard input does, so that it never outlives this process.
 *
 * @throws {Error} with what the farm said, if it does not start.
 */
export async function startFarmProcess(
  options: FarmOptions,
  children: Child[],
): Promise<FarmProcess> {
  const { dataDir, workers, weatherFile, port } = options;
  const child = startChild("the local farm", [
    "run",
    "--allow-all",
    "--quiet",
    join(projectDirectory(), "farm", "main.ts"),
    "--data",
    dataDir,
    "--with-parent",
    ...(port === undefined ? [] : ["--port", String(port)]),
    ...(workers === undefined ? [] : ["--workers", String(workers)]),
    ...(weatherFile === undefined ? [] : ["--faults", weatherFile]),
  ]);
  children.push(child);
  await firstLine(child, /^ready http:/);
  const facts = JSON.parse(await Deno.readTextFile(join(dataDir, "farm.json"))) as FarmFacts;
  return { facts, child };
}
