import { listFarms } from "../api/farms.ts";
import { listQueues } from "../api/queues.ts";
import { type Config, readConfig, type SettingOverrides } from "../config/config.ts";
import { LOG_LEVELS, type SettingName } from "../config/settings.ts";
import type { CallOptions } from "../session/call.ts";
import { createSession, type Session } from "../session/session.ts";
import { describeRetry } from "../task/mod.ts";
import { ExitError, UsageError } from "./errors.ts";
import type { Io } from "./io.ts";
import type { Arguments } from "./options.ts";
import { formatOutput, type OutputFormat } from "./output.ts";

/** Options of the command line that stand for a setting. */
const SETTING_OF_OPTION: { readonly [option: string]: SettingName } = {
  "profile": "defaults.aws_profile_name",
  "farm-id": "defaults.farm_id",
  "region": "defaults.farm_region",
  "queue-id": "defaults.queue_id",
  "job-id": "defaults.job_id",
  "storage-profile-id": "settings.storage_profile_id",
  "log-level": "settings.log_level",
};

/** Places in {@linkcode LOG_LEVELS}. */
const [WARNING, INFO, DEBUG] = [1, 2, 3];

/** What a command works with: its arguments, the configuration, a session, and a way to speak. */
export class Context implements AsyncDisposable {
  /** What was given on the command line. */
  readonly args: Arguments;
  /** Where results go and questions are asked. */
  readonly io: Io;
  /** Aborts when the program shall end. */
  readonly signal: AbortSignal;
  #config: Promise<Config> | undefined;
  #session: Promise<Session> | undefined;

  readonly #timeout: number | undefined;

  /** Makes the context of one run; calls may take `timeout` milliseconds. */
  constructor(args: Arguments, io: Io, signal: AbortSignal, timeout?: number) {
    this.#timeout = timeout;
    this.args = args;
    this.io = io;
    this.signal = signal;
  }

  /** The configuration, with the options of the command line in it. None of them is ever stored. */
  config(): Promise<Config> {
    const given = Object.entries(SETTING_OF_OPTION).map(([option, setting]) =>
      [setting, this.args.text(option) || undefined] as const
    );
    this.#config ??= this.#readConfig(Object.fromEntries(given));
    return this.#config;
  }

  async #readConfig(overrides: SettingOverrides): Promise<Config> {
    const config = await readConfig({ env: this.io.env, signal: this.signal, overrides });
    for (const { name, problem } of config.problems()) {
      const instead = config.get(name) ? `"${config.get(name)}"` : "nothing";
      this.io.err(`Warning: the file's value is not used but ${instead}. ${problem}\n`);
    }
    return config;
  }

  /** The options for calls of this run. */
  async calls(): Promise<CallOptions & { session: Session }> {
    this.#session ??= this.#createSession();
    const level = LOG_LEVELS.indexOf((await this.config()).get("settings.log_level"));
    const log = (at: number, text: string) =>
      level >= at && this.io.err(`${LOG_LEVELS[at]}: ${text}\n`);
    return {
      session: await this.#session,
      signal: this.signal,
      onRetry: (wait) => {
        const { code } = (wait.error ?? {}) as { code?: string };
        log(DEBUG, `${describeRetry(wait)}${code ? ` after ${code}` : ""}`);
        // Shorter ones are over before anybody has read of them.
        if (level < WARNING || wait.delay < 1_000) return;
        this.io.err(`The service is busy; ${describeRetry(wait)}\n`);
      },
      onAnswer: ({ operation, ms, awsRequestId = "none", attempts }) => {
        const again = attempts > 1 ? `, attempt ${attempts}` : "";
        log(
          INFO,
          `${operation} was answered in ${Math.round(ms)} ms, request id ${awsRequestId}${again}`,
        );
      },
    };
  }

  /** The farm: given, configured, or the only one there is. */
  async farmId(): Promise<string> {
    const id = (await this.config()).get("defaults.farm_id");
    if (id) return id;
    const farms = await listFarms({}, await this.calls()).toArray();
    const choices = farms.map((farm) => ({ id: farm.farmId!, name: farm.displayName! }));
    return await this.#choose("farm", "defaults.farm_id", choices);
  }

  /** The queue: given, configured, or the only one of the farm. */
  async queueId(): Promise<string> {
    const farmId = await this.farmId();
    const id = (await this.config()).get("defaults.queue_id");
    if (id) return id;
    const queues = await listQueues({ farmId }, await this.calls()).toArray();
    const choices = queues.map((queue) => ({ id: queue.queueId!, name: queue.displayName! }));
    return await this.#choose("queue", "defaults.queue_id", choices);
  }

  /** The farm, the queue and the job: given or configured. */
  async jobIds(): Promise<{ farmId: string; queueId: string; jobId: string }> {
    const [farmId, queueId] = [await this.farmId(), await this.queueId()];
    const jobId = (await this.config()).get("defaults.job_id");
    if (!jobId) throw missing("job");
    return { farmId, queueId, jobId };
  }

  /** The format of the results; `preset` holds if none was asked for. */
  format(preset: OutputFormat = "yaml"): OutputFormat {
    const asked = this.args.text("output");
    return asked === "verbose" ? "yaml" : (asked as OutputFormat | undefined) ?? preset;
  }

  /** The format of commands that speak to people on a terminal and write JSON otherwise. */
  get speaksJson(): boolean {
    return this.format(this.io.isTerminal ? "yaml" : "json") === "json";
  }

  /** Writes a result. */
  print(value: unknown): void {
    this.io.out(formatOutput(value, this.format()));
  }

  /** Writes a list that comes in parts; as YAML each part when it is there. */
  printEach<Item>(): { add(items: readonly Item[]): void; end(): void } {
    const format = this.format();
    const all: Item[] = [];
    return {
      add: (items) => {
        all.push(...items);
        if (format === "yaml" && items.length > 0) {
          this.io.out(formatOutput(items, "yaml").slice(0, -1));
        }
      },
      end: () => {
        if (format !== "yaml" || all.length === 0) this.print(all);
        // An empty line after a result is what the Python client prints.
        else this.say();
      },
    };
  }

  /** Writes a line for people. */
  say(line = ""): void {
    this.io.out(line + "\n");
  }

  /** Asks for a yes; declining says `declined` and ends the program with code 1. */
  async confirm(
    question: string,
    declined: string,
    { evenIfAutoAccept = false }: { evenIfAutoAccept?: boolean } = {},
  ): Promise<void> {
    const accepts = !evenIfAutoAccept &&
      (await this.config()).getBoolean("settings.auto_accept");
    if (this.args.flag("yes") || accepts) return;
    while (true) {
      const answer = await this.io.ask(`${question} [y/n]: `, this.signal);
      if (answer !== undefined && /^y(es)?$/i.test(answer)) return;
      if (answer === undefined || /^no?$/i.test(answer)) {
        this.say(declined);
        throw new ExitError(1);
      }
      this.say("Error: invalid input");
    }
  }

  /** Closes the session, if one was used. */
  async [Symbol.asyncDispose](): Promise<void> {
    await (await this.#session?.catch(() => undefined))?.close();
  }

  async #createSession(): Promise<Session> {
    const config = await this.config();
    return createSession({
      ...config.sessionOptions(),
      endpoint: this.args.text("endpoint-url"),
      timeout: this.#timeout,
    });
  }

  async #choose(
    what: string,
    setting: SettingName,
    choices: { id: string; name: string }[],
  ): Promise<string> {
    if (choices.length !== 1) throw missing(what, choices);
    const config = await this.config();
    this.#config = Promise.resolve(config.with({ [setting]: choices[0].id }));
    return choices[0].id;
  }
}

function missing(what: string, choices: { id: string; name: string }[] = []): UsageError {
  const shown = choices.slice(0, 10).map(({ id, name }) => `\n  ${id}  ${name}`).join("");
  const more = choices.length > 10 ? `\n  ... and ${choices.length - 10} more` : "";
  return new UsageError(
    `Missing '--${what}-id' or default ${what[0].toUpperCase()}${what.slice(1)} ID configuration`,
    choices.length > 0 ? `There are these:${shown}${more}` : undefined,
  );
}
