import { outputLines } from "@deadline/openjd/session";
import { linkSignal } from "../task/link_signal.ts";

/** A program to run, with what it reads. */
export interface ProgramInput {
  /** The program: an absolute path, or a name in `PATH`. */
  command: string;
  /** Its arguments. */
  args: readonly string[];
  /** All of its environment variables. */
  variables: Readonly<Record<string, string>>;
  /** What it reads from its standard input. */
  input: string;
  /** Milliseconds that it may take. */
  timeout: number;
}

/** How a program ended. */
export interface ProgramEnd {
  /** Its exit code. */
  exitCode: number;
  /** What it wrote to its standard output. */
  output: string;
  /** Whether it, or what it started, was ended because it took too long. */
  timedOut: boolean;
}

/** Milliseconds that output may stay open after the program itself has ended. */
const GRACE = 5_000;
/** More output than this is no answer any more. */
const MOST_OUTPUT = 16 * 1024 * 1024;

/**
 * Runs a program without a shell, in a process group of its own. An abort or the end of its time
 * ends the whole group, so that nothing it started is left.
 *
 * @throws {Deno.errors.NotFound} if there is no such program.
 * @throws The signal's reason, untouched, if it aborts.
 */
export async function runProgram(
  { command, args, variables, input, timeout }: ProgramInput,
  options: { signal?: AbortSignal | undefined; onLine: (line: string) => void },
): Promise<ProgramEnd> {
  const { signal, onLine } = options;
  signal?.throwIfAborted();
  const child = new Deno.Command(command, {
    args: [...args],
    env: { ...variables },
    clearEnv: true,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
    detached: true,
  }).spawn();
  let isOver = false;
  let timedOut = false;
  const readers = new AbortController();
  const kill = () => {
    killGroup(child);
    // A process that left the group could hold the pipes open for ever.
    if (isOver) readers.abort();
  };
  const late = () => {
    timedOut = true;
    kill();
  };
  let timer = setTimeout(late, timeout);
  const unlink = linkSignal(signal, () => {
    isOver = true;
    kill();
  });
  const writing = feed(child.stdin, input);
  const reading = Promise.all([
    readAll(child.stdout, readers.signal),
    readLines(child.stderr, readers.signal, (line) => signal?.aborted || onLine(line)),
  ]);
  reading.catch(kill);
  try {
    const { code } = await child.status;
    isOver = true;
    clearTimeout(timer);
    if (timedOut || signal?.aborted) killGroup(child);
    timer = setTimeout(late, GRACE);
    const [output] = await reading;
    signal?.throwIfAborted();
    return { exitCode: code, output, timedOut };
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    clearTimeout(timer);
    unlink();
    readers.abort();
    await writing;
    await reading.catch(() => {});
  }
}

function killGroup(child: Deno.ChildProcess): void {
  try {
    if (Deno.build.os === "windows") child.kill("SIGKILL");
    else Deno.kill(-child.pid, "SIGKILL");
  } catch {
    // All of it has ended already.
  }
}

/** A program need not read what it is given. */
async function feed(stdin: WritableStream<Uint8Array>, text: string): Promise<void> {
  const writer = stdin.getWriter();
  try {
    await writer.write(new TextEncoder().encode(text));
    await writer.close();
  } catch {
    await writer.abort().catch(() => {});
  }
}

/** What comes until the stream ends, or is left. */
async function* chunksOf(
  stream: ReadableStream<Uint8Array>,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  const unlink = linkSignal(signal, () => void reader.cancel().catch(() => {}));
  try {
    while (true) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    unlink();
    await reader.cancel().catch(() => {});
  }
}

async function readAll(stream: ReadableStream<Uint8Array>, signal: AbortSignal): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of chunksOf(stream, signal)) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > MOST_OUTPUT) {
      throw new RangeError(`it wrote more than ${MOST_OUTPUT / 1024 / 1024} MiB`);
    }
  }
  return text + decoder.decode();
}

async function readLines(
  stream: ReadableStream<Uint8Array>,
  signal: AbortSignal,
  onLine: (line: string) => void,
): Promise<void> {
  for await (const { text } of outputLines(chunksOf(stream, signal))) onLine(text);
}
