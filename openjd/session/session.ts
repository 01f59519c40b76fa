import { resolveFormatString } from "../format_string.ts";
import { parameterSymbols } from "../parameters/resolve.ts";
import type { Action, EmbeddedFile, Environment, StepScript } from "../template/types.ts";
import { runAction } from "./action.ts";
import type { Directive } from "./directives.ts";
import { writeEmbeddedFiles } from "./embedded_files.ts";
import { mapPath, type PathMappingRule } from "./path_mapping.ts";
import type { ProcessGroup } from "./process_group.ts";
import { Redactions } from "./redactions.ts";
import type { ActionResult, RunOptions, RunTaskOptions, SessionOptions } from "./types.ts";
import { Variables } from "./variables.ts";
import {
  makeWorkingDirectory,
  removeDirectory,
  type WorkingDirectory,
} from "./working_directory.ts";

/** Seconds of warning before the end of an action whose template does not say. */
const NOTIFY_PERIOD = { task: 120, environment: 30 };

/** What one action runs with. */
interface ActionScope {
  prefix: "Task" | "Env";
  files: readonly EmbeddedFile[];
  symbols: Map<string, string>;
  changesVariables: boolean;
}

/**
 * A session of a worker: a working directory, the environments entered in it, and the actions run
 * in it one after the other.
 *
 * Processes are started without a shell and in a group of their own, so that what an action
 * started ends with it when it is cancelled. POSIX systems only.
 *
 * @example One task
 * ```ts
 * import { Session } from "@deadline/openjd/session";
 * import { assertEquals } from "@std/assert";
 *
 * const lines: string[] = [];
 * await using session = await Session.open({ onLine: (line) => void lines.push(line) });
 * const result = await session.runTask({
 *   actions: { onRun: { command: "echo", args: ["Hello"] } },
 * });
 * assertEquals(result, { status: "SUCCEEDED", exitCode: 0 });
 * assertEquals(lines.at(-1), "Hello");
 * ```
 */
export class Session implements AsyncDisposable {
  /** The folder in which actions start; only this user can look into it. */
  readonly workingDirectory: string;
  readonly #filesDirectory: string;
  readonly #options: SessionOptions;
  readonly #rules: readonly PathMappingRule[];
  readonly #symbols: Map<string, string>;
  readonly #variables: Variables;
  readonly #redactions = new Redactions();
  readonly #environments = new Map<string, Environment>();
  readonly #leftovers: ProcessGroup[] = [];

  private constructor(
    { path, rulesFile, rules, filesDirectory }: WorkingDirectory,
    options: SessionOptions,
  ) {
    this.workingDirectory = path;
    this.#filesDirectory = filesDirectory;
    this.#options = options;
    this.#rules = rules;
    this.#symbols = parameterSymbols(options.parameters ?? {}, {
      paths: (given) => mapPath(given, this.#rules),
    });
    this.#symbols.set("Session.WorkingDirectory", path);
    this.#symbols.set("Session.HasPathMappingRules", String(this.#rules.length > 0));
    this.#symbols.set("Session.PathMappingRulesFile", rulesFile);
    this.#variables = new Variables({
      ...(options.variables ?? Deno.env.toObject()),
      OPENJD_SESSION_WORKING_DIR: path,
    });
  }

  /** Makes the working directory and opens a session in it. */
  static async open(options: SessionOptions = {}): Promise<Session> {
    const directory = await makeWorkingDirectory(options.root, options.pathMappingRules ?? []);
    return new Session(directory, options);
  }

  /**
   * Enters an environment: sets its variables and runs its `onEnter`. An environment that could not
   * be entered is on the stack all the same and has to be left.
   *
   * @param id What the environment is called when it is left; unique among those entered.
   */
  async enterEnvironment(
    id: string,
    environment: Environment,
    options: RunOptions = {},
  ): Promise<ActionResult> {
    if (this.#environments.has(id)) {
      throw new TypeError(`Cannot enter environment "${id}": it is entered already`);
    }
    this.#environments.set(id, environment);
    this.#variables.enter(id);
    await this.#banner(`Entering Environment: ${environment.name}`);
    for (const [name, format] of Object.entries(environment.variables ?? {})) {
      const value = resolveFormatString(format, this.#symbols);
      this.#variables.change(name, value);
      await this.#line(`Setting: ${name}=${value}`);
    }
    const { script } = environment;
    return await this.#run(script?.actions.onEnter, options, {
      prefix: "Env",
      files: script?.embeddedFiles ?? [],
      symbols: this.#symbols,
      changesVariables: true,
    });
  }

  /**
   * Leaves the environment that was entered last: runs its `onExit` and takes back what it changed.
   *
   * @throws {TypeError} If another environment was entered last.
   */
  async exitEnvironment(id: string, options: RunOptions = {}): Promise<ActionResult> {
    const environment = this.#environments.get(id);
    if (!environment || this.#variables.innermost !== id) {
      const innermost = this.#variables.innermost;
      throw new TypeError(
        `Cannot exit environment "${id}": ` +
          (innermost === undefined ? "none is entered" : `"${innermost}" was entered last`),
      );
    }
    await this.#banner(`Exiting Environment: ${environment.name}`);
    const { script } = environment;
    try {
      return await this.#run(script?.actions.onExit, options, {
        prefix: "Env",
        files: script?.embeddedFiles ?? [],
        symbols: this.#symbols,
        changesVariables: false,
      });
    } finally {
      this.#environments.delete(id);
      this.#variables.leave();
    }
  }

  /** Runs one task of a step. */
  async runTask(script: StepScript, options: RunTaskOptions = {}): Promise<ActionResult> {
    await this.#banner("Running Task");
    const symbols = new Map(this.#symbols);
    for (const [name, { type, value }] of Object.entries(options.parameters ?? {})) {
      symbols.set(`Task.RawParam.${name}`, value);
      symbols.set(`Task.Param.${name}`, type === "PATH" ? mapPath(value, this.#rules) : value);
      await this.#line(`${name}(${type}) = ${value}`);
    }
    return await this.#run(script.actions.onRun, options, {
      prefix: "Task",
      files: script.embeddedFiles ?? [],
      symbols,
      changesVariables: false,
    });
  }

  /** Ends what actions have left running and removes the working directory. */
  async close(): Promise<void> {
    for (const group of this.#leftovers.splice(0)) group.kill();
    await removeDirectory(this.workingDirectory);
  }

  /** Closes the session. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #run(
    action: Action | undefined,
    options: RunOptions,
    { prefix, files, symbols, changesVariables }: ActionScope,
  ): Promise<ActionResult> {
    if (!action) return { status: "SUCCEEDED" };
    let command: string;
    let args: string[];
    try {
      const paths = await writeEmbeddedFiles(
        files,
        this.#filesDirectory,
        `${prefix}.File`,
        symbols,
      );
      const known = new Map([...symbols, ...paths]);
      command = resolveFormatString(action.command, known);
      args = action.args?.map((format) => resolveFormatString(format, known)) ?? [];
    } catch (error) {
      const message = `Cannot prepare the action: ${(error as Error).message}`;
      await this.#line(message);
      return { status: "FAILED", failMessage: message };
    }
    await this.#line(`Running command ${[command, ...args].map(quoted).join(" ")}`);
    const result = await runAction({
      command,
      args,
      directory: this.workingDirectory,
      variables: this.#variables.current(options.variables),
      timeout: action.timeout === undefined ? undefined : action.timeout * 1000,
      cancelation: action.cancelation ?? { mode: "TERMINATE" },
      defaultNotifyPeriod: prefix === "Task" ? NOTIFY_PERIOD.task : NOTIFY_PERIOD.environment,
      onDirective: (directive) => this.#follow(directive, changesVariables),
      onLine: (line) => this.#line(line),
      onLeftover: (group) => this.#leftovers.push(group),
    }, options);
    if (result.status === "TIMEOUT") {
      await this.#line(`Time limit of ${action.timeout} s reached: the action was cancelled`);
    }
    if (result.exitCode !== undefined && result.exitCode !== 0) {
      await this.#line(`Process exited with code ${result.exitCode}`);
    }
    return result;
  }

  /** Does what a directive says about variables; gives a reason if the action must fail for it. */
  #follow(directive: Directive, changesVariables: boolean): string | undefined {
    switch (directive.kind) {
      case "env":
        if (directive.redacted) this.#redactions.add(directive.value);
        // Without the extension a secret is hidden all the same, but sets no variable.
        if (directive.redacted && !this.#options.extensions?.includes("REDACTED_ENV_VARS")) return;
        if (changesVariables) this.#variables.change(directive.name, directive.value);
        return;
      case "unset_env":
        if (changesVariables) this.#variables.change(directive.name, undefined);
        return;
      case "malformed":
        return directive.fatal && changesVariables ? directive.reason : undefined;
    }
  }

  async #banner(title: string): Promise<void> {
    await this.#line(`--------- ${title}`);
  }

  async #line(text: string): Promise<void> {
    await this.#options.onLine?.(this.#redactions.apply(text));
  }
}

/** A word of a command as a shell would need it written, on one line. */
function quoted(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  return `'${word.replaceAll("'", `'"'"'`).replaceAll("\n", "\\n")}'`;
}
