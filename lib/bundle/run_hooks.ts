import { isAbsolute, join } from "@std/path";
import { formatDocument } from "./_bundle_files.ts";
import { runProgram } from "./_run_program.ts";
import { HookError } from "./hook_error.ts";
import { type HookOutput, mergeHookOutput, readHookOutput } from "./hook_output.ts";
import { type HookSource, nameOfMoment, wordsOf } from "./hook_sources.ts";
import type { HookDefinition, HookMoment } from "./hooks_file.ts";

/** What hooks are told about a submission. */
export interface HookFacts {
  /** The name of the job. */
  jobName: string;
  /** The priority of the job. */
  priority: number;
  /** The farm. */
  farmId: string;
  /** The queue. */
  queueId: string;
  /** The bundle, absolute. */
  jobBundleDir: string;
  /** The values of the job's parameters, by name; `null` for those that have none. */
  parameters: Readonly<Record<string, unknown>>;
  /** The program that submits. */
  submitterName: string;
  /** The content of the bundle's `asset_references`. */
  assetReferences: unknown;
  /** After a submission: what was sent to create the job. */
  submissionPayload?: unknown;
  /** The storage profile of this workstation. */
  storageProfileId?: string | undefined;
  /** After a submission: the job. */
  jobId?: string | undefined;
}

/** Options for {@linkcode runHooks}. */
export interface RunHooksOptions {
  /** Ends the hook that runs, with all that it started. */
  signal?: AbortSignal | undefined;
  /** Called with each line for people: which hook runs, and what it writes to its standard error. */
  onLine?: ((line: string) => void) | undefined;
  /** Called with each hook after a submission that failed; they do not fail what is done already. */
  onWarning?: ((error: HookError) => void) | undefined;
  /** The environment variables of the hooks, besides those that tell of the job. @default {Deno.env} */
  variables?: Readonly<Record<string, string>> | undefined;
}

/**
 * Runs the hooks of one moment, one after the other, and gives what they change: later ones win.
 * No shell is involved. Each hook reads the facts as JSON from its standard input and may write JSON
 * to its standard output.
 *
 * Ask people first: {@linkcode describeHooks} says what would run.
 *
 * @throws {HookError} if a hook fails, except after a submission.
 * @throws The signal's reason, untouched, if it aborts.
 */
export async function runHooks(
  sources: readonly HookSource[],
  moment: HookMoment,
  facts: HookFacts,
  options: RunHooksOptions = {},
): Promise<HookOutput> {
  const { signal, onWarning = () => {} } = options;
  let output: HookOutput = {};
  for (const { directory, hooks } of sources) {
    for (const [index, hook] of (hooks[moment] ?? []).entries()) {
      signal?.throwIfAborted();
      try {
        const said = await runHook(hook, {
          moment,
          number: index + 1,
          directory,
          facts: moment === "preSubmission" ? { ...facts, submissionPayload: output } : facts,
        }, options);
        if (said) output = mergeHookOutput(output, said);
      } catch (error) {
        if (moment !== "postSubmission" || !(error instanceof HookError)) throw error;
        onWarning(error);
      }
    }
  }
  return output;
}

interface HookRun {
  moment: HookMoment;
  number: number;
  directory: string;
  facts: HookFacts;
}

async function runHook(
  hook: HookDefinition,
  { moment, number, directory, facts }: HookRun,
  { signal, onLine = () => {}, variables = Deno.env.toObject() }: RunHooksOptions,
): Promise<HookOutput | undefined> {
  const { command, args = [], timeout = 60, env } = hook;
  const words = wordsOf(hook);
  const name = nameOfMoment(moment);
  const fail = (reason: string, options?: ConstructorParameters<typeof HookError>[2]) =>
    new HookError({ moment, command: words }, reason, options);
  const [program, ...rest] = await Promise.all([
    findCommand(directory, command),
    ...args.map((each) => findArgument(directory, each)),
  ]);
  if (program === undefined) throw fail("there is no such program");
  onLine(`Running ${name} hook [${number}]: ${words}`);
  const end = await runProgram({
    command: program,
    args: rest as string[],
    variables: { ...variables, ...variablesOf(facts), ...env },
    input: formatDocument(toMessage(facts), "JSON"),
    timeout: timeout * 1000,
  }, { signal, onLine: (line) => onLine(`  [${name} hook ${number}] ${line}`) }).catch((cause) => {
    signal?.throwIfAborted();
    throw fail(reasonOf(cause), { cause });
  });
  const { exitCode, output, timedOut } = end;
  if (timedOut) throw fail(`it did not end within ${timeout} s`, { output });
  if (exitCode !== 0) throw fail(`it ended with code ${exitCode}`, { exitCode, output });
  if (moment === "postSubmission" || output.trim() === "") return undefined;
  try {
    return readHookOutput(output, moment);
  } catch (cause) {
    throw fail((cause as Error).message, { exitCode, output, cause });
  }
}

function reasonOf(error: Error): string {
  if (error instanceof Deno.errors.NotFound) return "there is no such program";
  if (error instanceof Deno.errors.PermissionDenied) return "it may not be executed";
  return error.message;
}

/** A file of the hook's folder comes before a program in `PATH`. */
async function findCommand(directory: string, command: string): Promise<string | undefined> {
  const path = isAbsolute(command) ? command : join(directory, command);
  if ((await Deno.stat(path).catch(() => undefined))?.isFile) return path;
  return /[/\\]/.test(command) ? undefined : command;
}

async function findArgument(directory: string, argument: string): Promise<string> {
  if (argument === "" || isAbsolute(argument)) return argument;
  const path = join(directory, argument);
  return await Deno.stat(path).then(() => path, () => argument);
}

function toMessage(facts: HookFacts): Record<string, unknown> {
  const { storageProfileId, jobId } = facts;
  return {
    jobName: facts.jobName,
    priority: facts.priority,
    farmId: facts.farmId,
    queueId: facts.queueId,
    jobBundleDir: facts.jobBundleDir,
    parameters: facts.parameters,
    submitterName: facts.submitterName,
    assetReferences: facts.assetReferences,
    submissionPayload: facts.submissionPayload ?? {},
    ...storageProfileId && { storageProfileId },
    ...jobId && { jobId },
  };
}

function variablesOf(facts: HookFacts): Record<string, string> {
  const { storageProfileId, jobId } = facts;
  return {
    DEADLINE_JOB_NAME: facts.jobName,
    DEADLINE_PRIORITY: String(facts.priority),
    DEADLINE_FARM_ID: facts.farmId,
    DEADLINE_QUEUE_ID: facts.queueId,
    DEADLINE_JOB_BUNDLE_DIR: facts.jobBundleDir,
    ...storageProfileId && { DEADLINE_STORAGE_PROFILE_ID: storageProfileId },
    ...jobId && { DEADLINE_JOB_ID: jobId },
  };
}
