import { fromFileUrl, join } from "@std/path";
import { endpointVariables } from "./endpoint_variables.ts";
import type { FarmDescription } from "./start_farm.ts";
import type { Note } from "./server.ts";

const RESTART_DELAY = 1000;
const STOP_TIMEOUT = 10_000;
// What a worker inherits: enough to run programs, nothing that carries credentials.
const INHERITED = [
  "PATH",
  "HOME",
  "USER",
  "LANG",
  "LC_ALL",
  "TZ",
  "TMPDIR",
  "TEMP",
  "TMP",
  "DENO_DIR",
  "XDG_CACHE_HOME",
  "SystemRoot",
  "PATHEXT",
];

/** What a supervisor tells of its workers. */
export interface SupervisorOptions {
  /** Hears what happens, for a log. */
  readonly note: Note;
  /** Told that the process of a worker is gone, so that nobody waits for it. */
  readonly onGone: (workerId: string) => void;
  /** Whether a worker is to run: it may have been asked to stop. Without an id, one more. */
  readonly mayRun: (workerId: string | undefined) => boolean;
}

interface Running {
  readonly process: Deno.ChildProcess;
  readonly ended: Promise<void>;
}

/**
 * Keeps a number of workers running as processes. Each holds the read end of a pipe whose write
 * end is here: when this process ends, however it ends, the workers notice and end too.
 */
export class WorkerSupervisor implements AsyncDisposable {
  readonly #farm: FarmDescription;
  readonly #note: Note;
  readonly #onGone: (workerId: string) => void;
  readonly #mayRun: (workerId: string | undefined) => boolean;
  readonly #running = new Map<number, Running>();
  readonly #restarts = new Set<ReturnType<typeof setTimeout>>();
  #stopping = false;

  /** Makes a supervisor for a farm's workers. */
  constructor(farm: FarmDescription, { note, onGone, mayRun }: SupervisorOptions) {
    this.#farm = farm;
    this.#note = note;
    this.#onGone = onGone;
    this.#mayRun = mayRun;
  }

  /** Starts `count` workers. Those of an earlier run of the farm are gone, however it ended. */
  start(count: number): void {
    for (const index of formerWorkers(this.#farm.dataDir)) this.#tellGone(index);
    for (let index = 0; index < count; index++) {
      if (this.#isWanted(index)) this.#launch(index);
      else this.#launchLater(index);
    }
  }

  /** Asks all workers to stop, and ends those that do not in time. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping = true;
    for (const timer of this.#restarts) clearTimeout(timer);
    await Promise.all([...this.#running.values()].map(stop));
  }

  #launch(index: number): void {
    const { bootstrapCredentials, farmId, fleetId, dataDir } = this.#farm;
    const inherited = INHERITED.flatMap((name) => {
      const value = Deno.env.get(name);
      return value === undefined ? [] : [[name, value] as const];
    });
    const directory = join(dataDir, "workers", String(index));
    Deno.mkdirSync(directory, { recursive: true, mode: 0o700 });
    const process = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-prompt", fromFileUrl(WORKER_MAIN), "--data", directory],
      clearEnv: true,
      env: {
        ...Object.fromEntries(inherited),
        // As in `env.sh`, also for the programs of jobs.
        ...endpointVariables(this.#farm),
        DEADLINE_WORKER_BOOTSTRAP_ACCESS_KEY_ID: bootstrapCredentials.accessKeyId,
        DEADLINE_WORKER_BOOTSTRAP_SECRET_ACCESS_KEY: bootstrapCredentials.secretAccessKey,
        DEADLINE_WORKER_FARM_ID: farmId,
        DEADLINE_WORKER_FLEET_ID: fleetId,
      },
      stdin: "piped",
      stdout: "null",
      stderr: "piped",
    }).spawn();
    this.#running.set(index, { process, ended: this.#watch(index, process) });
  }

  async #watch(index: number, process: Deno.ChildProcess): Promise<void> {
    const told = this.#listen(index, process.stderr);
    const { code, signal } = await process.status;
    // The pipe to a worker that has died stays open unless it is closed here.
    await process.stdin.close().catch(() => {});
    await told;
    this.#running.delete(index);
    this.#tellGone(index);
    if (this.#stopping) return;
    // One that was asked to stop is not started again before it is wanted again.
    const drained = code === 0 && !this.#isWanted(index);
    this.#note(drained ? "worker stopped" : "worker ended", { worker: index, code, signal });
    this.#launchLater(index);
  }

  #launchLater(index: number): void {
    const timer = setTimeout(() => {
      this.#restarts.delete(timer);
      if (this.#isWanted(index)) this.#launch(index);
      else this.#launchLater(index);
    }, RESTART_DELAY);
    this.#restarts.add(timer);
  }

  #isWanted(index: number): boolean {
    return this.#mayRun(this.#workerId(index));
  }

  #tellGone(index: string | number): void {
    const workerId = this.#workerId(index);
    if (workerId !== undefined) this.#onGone(workerId);
  }

  #workerId(index: string | number): string | undefined {
    return workerIdIn(join(this.#farm.dataDir, "workers", String(index)));
  }

  async #listen(index: number, stderr: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    for await (const chunk of stderr) {
      const text = decoder.decode(chunk, { stream: true }).trimEnd();
      if (text !== "") this.#note("worker says", { worker: index, text });
    }
  }
}

/** The folders of all workers that ever ran on a data folder. */
function formerWorkers(dataDir: string): string[] {
  try {
    return [...Deno.readDirSync(join(dataDir, "workers"))].map(({ name }) => name);
  } catch {
    return [];
  }
}

/** The id of the worker that has a folder, if it has one yet. */
function workerIdIn(folder: string): string | undefined {
  try {
    return JSON.parse(Deno.readTextFileSync(join(folder, "worker.json"))).workerId;
  } catch {
    return undefined;
  }
}

const WORKER_MAIN = new URL("./worker/main.ts", import.meta.url);

async function stop({ process, ended }: Running): Promise<void> {
  const timer = setTimeout(() => process.kill("SIGKILL"), STOP_TIMEOUT);
  // Nothing to close if the worker has gone already.
  await process.stdin.close().catch(() => {});
  await ended;
  clearTimeout(timer);
}
