import { runCli } from "@deadline/client/cli";

/** One run of the command line, and what it wrote. */
export interface CommandLineRun {
  code: number;
  out: string;
  err: string;
}

/** Where a command line runs. */
export interface CommandLinePlace {
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** What a person types, an entry a question, which are used up; nobody is there after the last. */
  readonly answers?: (string | undefined)[] | undefined;
  readonly isTerminal?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Runs a command line in this process. */
export async function commandLine(
  words: readonly string[],
  { env, cwd, answers = [], isTerminal = false, signal }: CommandLinePlace,
): Promise<CommandLineRun> {
  let [out, err] = ["", ""];
  const code = await runCli(words, {
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    ask: (question) => {
      out += question;
      return Promise.resolve(answers.shift());
    },
    isTerminal,
    env: { get: (name) => env[name] },
    cwd,
  }, signal);
  return { code, out, err };
}
