import process from "node:process";

/** How a process ended. */
export interface ProcessEnd {
  /** Exit code; for a process ended by a signal the negative number of the signal, as `-9`. */
  exitCode: number;
}

/** What to start. */
export interface ProcessGroupOptions {
  /** The program: a path, or a name to be looked up in the `PATH` of `variables`. */
  command: string;
  /** Its arguments. */
  args: readonly string[];
  /** Folder in which it starts. */
  directory: string;
  /** All of its environment variables. */
  variables: Readonly<Record<string, string>>;
}

/**
 * A program in a process group of its own, so that it can be ended together with all that it
 * started. What it writes to standard error comes in order with what it writes to standard output.
 */
export class ProcessGroup {
  readonly #child: Deno.ChildProcess;
  #ended = false;

  private constructor(child: Deno.ChildProcess) {
    this.#child = child;
  }

  /**
   * Starts a program.
   *
   * @throws {Deno.errors.NotFound} If there is no such program.
   */
  static async start(options: ProcessGroupOptions): Promise<ProcessGroup> {
    const program = await findProgram(options);
    // The shell is there for one thing, making both outputs one pipe; it sees none of the words
    // as code, and exec puts the program in its place.
    const child = new Deno.Command("/bin/sh", {
      args: ["-c", 'exec "$@" 2>&1', "sh", program, ...options.args],
      cwd: options.directory,
      env: { ...options.variables },
      clearEnv: true,
      stdin: "null",
      stdout: "piped",
      stderr: "null",
      detached: true,
    }).spawn();
    return new ProcessGroup(child);
  }

  /** Process id of the program, which is that of its group as well. */
  get pid(): number {
    return this.#child.pid;
  }

  /** What the program writes. */
  get output(): ReadableStream<Uint8Array> {
    return this.#child.stdout;
  }

  /** Waits until the program has ended; what it started may still run. */
  async ended(): Promise<ProcessEnd> {
    const { code, signal } = await this.#child.status;
    this.#ended = true;
    return { exitCode: signal ? 128 - code : code };
  }

  /** Asks the program, and only it, to end. */
  terminate(): void {
    if (!this.#ended) this.#send(this.pid, "SIGTERM");
  }

  /** Ends the program and all that it started. */
  kill(): void {
    this.#send(-this.pid, "SIGKILL");
  }

  /** Whether anything of the group still runs. */
  get alive(): boolean {
    try {
      process.kill(-this.pid, 0);
      return true;
    } catch {
      return false;
    }
  }

  #send(target: number, signal: Deno.Signal): void {
    try {
      Deno.kill(target, signal);
    } catch (error) {
      const gone = error instanceof Deno.errors.NotFound ||
        (error instanceof TypeError && /ESRCH/.test(error.message));
      if (!gone) throw error;
    }
  }
}

async function findProgram(
  { command, directory, variables }: ProcessGroupOptions,
): Promise<string> {
  const candidates = command.includes("/")
    ? [command.startsWith("/") ? command : `${directory}/${command}`]
    : (variables.PATH ?? "").split(":").filter(Boolean).map((folder) => `${folder}/${command}`);
  for (const candidate of candidates) {
    try {
      const { isFile, mode } = await Deno.stat(candidate);
      // A file that is found but may not be run is tried all the same if it was named by its path.
      if (isFile && (command.includes("/") || ((mode ?? 0) & 0o111) !== 0)) return candidate;
    } catch {
      continue;
    }
  }
  const where = command.includes("/")
    ? "there is no such file"
    : "there is no such program in PATH";
  throw new Deno.errors.NotFound(`Cannot run "${command}": ${where}`);
}
