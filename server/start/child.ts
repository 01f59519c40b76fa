import { projectDirectory } from "../project.ts";

/** A process of ours that ends when its standard input does. */
export interface Child {
  /** For messages: "the local farm". */
  readonly name: string;
  /** Lines of its standard output. */
  readonly lines: AsyncGenerator<string, void>;
  /** Resolves when it has ended. */
  readonly status: Promise<Deno.CommandStatus>;
  /** The last lines of its standard error. */
  errors(): string;
  /** Sends it a line. */
  send(line: string): Promise<void>;
  /** Tells it to stop; does not wait. */
  stop(signal?: Deno.Signal): void;
}

/** How much of what a process complains about is kept. */
const KEPT = 4_000;

/** Starts Deno once more, with these arguments. */
export function startChild(name: string, args: string[]): Child {
  const process = new Deno.Command(Deno.execPath(), {
    args,
    cwd: projectDirectory(),
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = process.stdin.getWriter();
  let complaints = "";
  (async () => {
    for await (const text of process.stderr.pipeThrough(new TextDecoderStream())) {
      complaints = (complaints + text).slice(-KEPT);
    }
  })();
  return {
    name,
    lines: linesOf(process.stdout),
    status: process.status,
    errors: () => complaints.trim(),
    send: (line) => writer.write(new TextEncoder().encode(`${line}\n`)),
    stop(signal) {
      writer.close().catch(() => {});
      try {
        if (signal) process.kill(signal);
      } catch {
        // It has ended by itself.
      }
    },
  };
}

/**
 * Waits for the first line of a child that matches; what it prints afterwards is read and dropped.
 *
 * @throws {Error} with what it complained about, if it ends before.
 */
export async function firstLine(child: Child, pattern: RegExp): Promise<string> {
  for (let next = await child.lines.next(); !next.done; next = await child.lines.next()) {
    if (!pattern.test(next.value)) continue;
    drain(child.lines);
    return next.value;
  }
  const { code } = await child.status;
  const reason = child.errors() || `It ended with code ${code}`;
  throw new Error(`Cannot start ${child.name}\n${reason}`);
}

async function drain(lines: AsyncGenerator<string, void>): Promise<void> {
  for await (const _ of lines);
}

async function* linesOf(stream: Deno.ChildProcess["stdout"]): AsyncGenerator<string, void> {
  let rest = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop()!;
    yield* lines;
  }
  if (rest !== "") yield rest;
}
