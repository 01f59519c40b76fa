import { DeadlineError, messageOf } from "../errors/mod.ts";
import { candidates } from "./candidates.ts";
import { type Command, COMMANDS, GROUPS } from "./commands.ts";
import { COMMON_OPTIONS } from "./common_options.ts";
import { Context } from "./context.ts";
import { ExitError, UsageError } from "./errors.ts";
import { commandHelp, groupHelp } from "./help.ts";
import type { Io } from "./io.ts";
import { loadCommand } from "./load_command.ts";
import { type OptionDefinition, parseArguments } from "./options.ts";
import { suggest } from "./suggest.ts";
import { VERSION } from "../version.ts";

/**
 * Runs one command line and gives its exit code: 0 if all went well, 1 if the command failed, 2 if
 * it was not understood, 130 if it was interrupted, or a code of the command's own.
 */
export async function runCli(
  words: readonly string[],
  io: Io,
  signal: AbortSignal = new AbortController().signal,
): Promise<number> {
  try {
    const found = findCommand(words);
    if (typeof found === "string") {
      io.out(found);
      return 0;
    }
    await runCommand(found.command, found.rest, io, signal);
    return 0;
  } catch (error) {
    if (signal.aborted) return 130;
    if (error instanceof ExitError) return error.code;
    tell(error, io);
    return error instanceof UsageError ? 2 : 1;
  }
}

async function runCommand(
  command: Command,
  words: readonly string[],
  io: Io,
  signal: AbortSignal,
): Promise<void> {
  const own = command.options ?? [];
  const common = COMMON_OPTIONS.filter(({ name }) => own.every((option) => option.name !== name));
  const options: OptionDefinition[] = [...own, ...common];
  const isHelp = (word: string) => word === "--help" || word === "-h";
  if (words.some(isHelp)) return io.out(commandHelp(command, options));
  const args = parseArguments(words, options, command.positionals ?? []);
  const run = await loadCommand(command.path);
  // A command's own option of that name, as that of `job wait`, is not about single calls.
  const seconds = common.some(({ name }) => name === "timeout") && args.number("timeout");
  const timeout = seconds ? seconds * 1000 : undefined;
  await using context = new Context(args, io, signal, timeout);
  try {
    await run(context);
  } catch (error) {
    if (signal.aborted || error instanceof ExitError) throw error;
    tell(error, io);
    io.err(await candidates(context, error));
    throw new ExitError(error instanceof UsageError ? 2 : 1);
  }
}

/** Finds the command of the first two words, or the help that was asked for. */
function findCommand(
  words: readonly string[],
): string | { command: Command; rest: readonly string[] } {
  const [group, name, ...rest] = words;
  if (group === undefined || group === "--help" || group === "-h") return groupHelp();
  if (group === "--version") return `deadline, version ${VERSION}\n`;
  const found = GROUPS.find((each) => each.name === group);
  if (!found) throw noSuchCommand(group, GROUPS.map((each) => each.name));
  if (name === undefined || name === "--help" || name === "-h") return groupHelp(group);
  const command = COMMANDS.find(({ path }) => path[0] === group && path[1] === name);
  if (!command) throw noSuchCommand(name, found.commands.map((each) => each.name));
  return { command, rest };
}

function noSuchCommand(word: string, known: string[]): UsageError {
  const near = suggest(word, known);
  return new UsageError(
    `No such command '${word}'.`,
    near ? `Did you mean '${near}'?` : "See 'deadline --help' for all commands.",
  );
}

/** Says what went wrong on the error stream, with what can be done about it. */
function tell(error: unknown, io: Io): void {
  const message = messageOf(error);
  const { hint } = (error ?? {}) as { hint?: string };
  io.err(`Error: ${message}\n`);
  if (error instanceof DeadlineError) {
    const facts = [error.code, error.awsRequestId && `request id ${error.awsRequestId}`];
    io.err(`       (${facts.filter(Boolean).join(", ")})\n`);
  }
  if (hint) io.err(`${error instanceof UsageError ? "" : "Hint: "}${hint}\n`);
}
