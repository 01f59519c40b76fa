import { ExitError } from "./errors.ts";

/** The program's connection to its surroundings, so that tests can give it others. */
export interface Io {
  /** Writes results. */
  out(text: string): void;
  /** Writes errors. */
  err(text: string): void;
  /** Asks a person and gives the line they typed, or `undefined` if there is none. */
  ask(question: string, signal: AbortSignal): Promise<string | undefined>;
  /** Whether results go to a terminal. */
  isTerminal: boolean;
  /** Environment variables. */
  env: { get(name: string): string | undefined };
  /** The current directory. */
  cwd: string;
}

/** The terminal, pipes and environment of this process. */
export function processIo(): Io {
  const encoder = new TextEncoder();
  return {
    out: (text) => writeOut(encoder.encode(text)),
    err: (text) => writeErr(encoder.encode(text)),
    ask,
    isTerminal: Deno.stdout.isTerminal(),
    env: Deno.env,
    cwd: Deno.cwd(),
  };
}

/** The code that shells give to a program whose reader has gone, as `head` does. */
const READER_GONE = 141;

function writeOut(bytes: Uint8Array): void {
  try {
    writeAll(Deno.stdout, bytes);
  } catch (error) {
    if (error instanceof Deno.errors.BrokenPipe) throw new ExitError(READER_GONE);
    throw new Error(`Cannot write the output: ${(error as Error).message}`, { cause: error });
  }
}

function writeErr(bytes: Uint8Array): void {
  try {
    writeAll(Deno.stderr, bytes);
  } catch {
    // There is nobody left to tell.
  }
}

function writeAll(to: { writeSync(bytes: Uint8Array): number }, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += to.writeSync(bytes.subarray(at));
}

let input: ReadableStreamDefaultReader<string> | undefined;
/** What was read beyond the line that was asked for: several may come at once. */
let typed = "";

async function ask(question: string, signal: AbortSignal): Promise<string | undefined> {
  writeAll(Deno.stdout, new TextEncoder().encode(question));
  input ??= Deno.stdin.readable.pipeThrough(new TextDecoderStream()).getReader();
  const stop = () => input?.cancel().catch(() => {});
  signal.addEventListener("abort", stop, { once: true });
  try {
    while (!typed.includes("\n")) {
      const { done, value } = await input.read();
      signal.throwIfAborted();
      if (done) return takeTyped(typed.length) || undefined;
      typed += value;
    }
    return takeTyped(typed.indexOf("\n") + 1);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

function takeTyped(length: number): string {
  const line = typed.slice(0, length).trim();
  typed = typed.slice(length);
  return line;
}
