import { linkSignal } from "../task/link_signal.ts";
import type { Session } from "./session.ts";
import { SignInError } from "./sign_in_error.ts";

/** How a program ended. */
export interface ProgramEnd {
  /** Its exit code. */
  readonly code: number;
  /** The last line that it wrote to standard error, or if none, to standard output. */
  readonly said: string;
}

/** A program that signs a person in or out, in a process group of its own. */
export interface Program extends AsyncDisposable {
  /** How it ended, as soon as it has. */
  readonly ended: ProgramEnd | undefined;
  /** Resolves when it has ended. */
  readonly end: Promise<ProgramEnd>;
  /** Leaves it to itself: it is not ended with the rest. */
  letGo(): void;
}

/**
 * Starts a program; it ends, with all that it has started, when it is disposed of.
 *
 * @throws {SignInError} if it is not there or may not be started; with the fix.
 */
export function startProgram(
  [program, ...args]: readonly string[],
  session: Session,
  onOutput: ((line: string) => void) | undefined,
): Program {
  const isWindows = Deno.build.os === "windows";
  let child: Deno.ChildProcess;
  try {
    child = new Deno.Command(program, {
      args,
      env: variablesOf(session),
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
      detached: !isWindows,
    }).spawn();
  } catch (error) {
    throw notStarted(program, error);
  }
  let ended: ProgramEnd | undefined;
  const stop = new AbortController();
  const last = { stdout: "", stderr: "" };
  const reading = (["stdout", "stderr"] as const).map((name) =>
    readLines(child[name], stop.signal, (line) => {
      last[name] = line;
      onOutput?.(line);
    })
  );
  const end = Promise.all([child.status, ...reading]).then(([{ code }]) =>
    ended = { code, said: last.stderr || last.stdout }
  );
  let isOurs = true;
  return {
    get ended() {
      return ended;
    },
    end,
    letGo() {
      isOurs = false;
      child.unref();
      stop.abort();
    },
    async [Symbol.asyncDispose]() {
      if (!isOurs) return;
      if (!ended) kill(child, isWindows);
      // What it has started may hold its pipes open.
      await child.status;
      stop.abort();
      await end;
    },
  };
}

function kill(child: Deno.ChildProcess, isWindows: boolean): void {
  try {
    if (!isWindows) return Deno.kill(-child.pid, "SIGKILL");
  } catch {
    // It has ended already, or this process may end none but its own children.
  }
  try {
    child.kill("SIGKILL");
  } catch {
    // It has ended already.
  }
}

async function readLines(
  stream: Deno.ChildProcess["stdout"],
  signal: AbortSignal,
  onLine: (line: string) => void,
): Promise<void> {
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  const unlink = linkSignal(signal, () => void reader.cancel().catch(() => {}));
  let rest = "";
  try {
    while (true) {
      const { done, value = "" } = await reader.read();
      const lines = (rest + value).split(/\r?\n/);
      rest = done ? "" : lines.pop()!;
      for (const line of lines) if (line.trim() !== "") onLine(line.trimEnd());
      if (done) return;
    }
  } catch {
    // Its end tells enough.
  } finally {
    unlink();
  }
}

/** The rest of the environment it inherits. */
function variablesOf({ env }: Session): Record<string, string> {
  const names = ["AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE", "HOME", "PATH"];
  return Object.fromEntries(names.flatMap((name) => {
    const value = env.get(name);
    return value === undefined ? [] : [[name, value]];
  }));
}

function notStarted(program: string, error: unknown): unknown {
  const isAws = program === "aws";
  if (error instanceof Deno.errors.NotFound) {
    return new SignInError(
      `the program "${program}" is not there`,
      isAws
        ? "Install the AWS CLI, version 2, and run this again"
        : "Run: deadline config set deadline-cloud-monitor.path PATH",
    );
  }
  if (error instanceof Deno.errors.NotCapable || error instanceof Deno.errors.PermissionDenied) {
    return new SignInError(
      `the program "${program}" may not be started from here`,
      "Run: deadline auth login",
    );
  }
  return error;
}
