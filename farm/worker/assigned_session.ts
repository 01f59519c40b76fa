import type {
  AssignedSession as Assignment,
  JobAttachmentDetailsEntity,
  JobDetailsEntity,
} from "@aws-sdk/client-deadline";
import type { ActionResult, RunOptions } from "@deadline/openjd/session";
import { Session } from "@deadline/openjd/session";
import { SUPPORTED_EXTENSIONS } from "@deadline/openjd";
import { join } from "@std/path";
import {
  JobEntities,
  readJobParameters,
  readPathMappingRules,
  readTaskParameters,
  type WorkerAddress,
} from "./entities.ts";
import { LogStream } from "./log_stream.ts";
import { QueueCredentials } from "./queue_credentials.ts";
import { explain, outcomeOf, progressOf } from "./outcome.ts";
import type { Report, Reports } from "./reports.ts";
import { SessionAttachments, type TransferOptions } from "./attachments/session_attachments.ts";
import type { WorkerClients } from "./clients.ts";

/** What all sessions of a worker share. */
export interface SessionContext {
  clients: WorkerClients;
  worker: WorkerAddress;
  region: string;
  /** Where S3 and STS are served, if not by AWS. */
  endpoints: { s3?: string | undefined; sts?: string | undefined };
  reports: Reports;
  /** Folder in which sessions have their folders. */
  folder: string;
  /** Environment variables that programs of jobs see. */
  variables: Readonly<Record<string, string>>;
}

type Action = NonNullable<Assignment["sessionActions"]>[number];

/** How an action ended; of a task also what it has left in each asset root. */
type Outcome = ActionResult & Pick<Report, "manifests">;

/** A session that the service has assigned: runs its actions in order and reports on them. */
export class AssignedSession {
  /** Id of the session. */
  readonly id: string;
  /** Resolves when the session has ended and its folder is gone. */
  readonly ended: Promise<void>;
  readonly #context: SessionContext;
  readonly #assignment: Assignment;
  readonly #entities: JobEntities;
  readonly #log: LogStream | undefined;
  readonly #known = new Set<string>();
  readonly #stop = new AbortController();
  readonly #interrupt = new AbortController();
  #queue: Action[] = [];
  #running: { id: string; cancel: AbortController } | undefined;
  #first: string | undefined;
  #broken = false;
  #wake = () => {};
  #session: Session | undefined;
  #credentials: QueueCredentials | undefined;
  #attachments: SessionAttachments | undefined;

  /** Begins with the first actions of a session. */
  constructor(id: string, assignment: Assignment, context: SessionContext) {
    this.id = id;
    this.#context = context;
    this.#assignment = assignment;
    this.#entities = new JobEntities(
      context.clients.deadline,
      context.worker,
      assignment.jobId!,
    );
    const { logGroupName, logStreamName } = assignment.logConfiguration?.options ?? {};
    this.#log = logGroupName && logStreamName
      ? new LogStream({ client: context.clients.logs, logGroupName, logStreamName })
      : undefined;
    this.update(assignment);
    this.ended = this.#run();
  }

  /** Takes over what the service now says: new actions are queued, those left out forgotten. */
  update({ sessionActions = [] }: Assignment): void {
    const listed = new Set(sessionActions.map((action) => action.sessionActionId));
    this.#queue = this.#queue.filter((action) => listed.has(action.sessionActionId));
    for (const action of sessionActions) {
      const id = action.sessionActionId!;
      this.#first ??= id;
      if (this.#known.has(id)) continue;
      this.#known.add(id);
      this.#queue.push(action);
    }
    this.#wake();
  }

  /** Cancels actions: the running one as its template asks for, queued ones before they begin. */
  cancel(sessionActionIds: readonly string[]): void {
    const cancelled = new Set(sessionActionIds);
    if (this.#running && cancelled.has(this.#running.id)) this.#running.cancel.abort();
    for (const action of this.#queue) {
      if (cancelled.has(action.sessionActionId!)) this.#skip(action);
    }
    this.#queue = this.#queue.filter((action) => !cancelled.has(action.sessionActionId!));
  }

  /**
   * Ends the running action at once and reports it as interrupted, for `reason`. Lines of the log
   * that could not be sent until `signal` aborts are given up.
   */
  interrupt(reason: string, signal: AbortSignal): void {
    this.#interrupt.abort(reason);
    signal.addEventListener("abort", () => this.#log?.giveUp(), { once: true });
    this.stop();
  }

  /** Ends everything at once; what has not been reported is not any more. */
  stop(): void {
    this.#stop.abort();
    this.#wake();
  }

  async #run(): Promise<void> {
    try {
      while (!this.#stop.signal.aborted) {
        const action = this.#queue.shift();
        if (!action) await new Promise<void>((resolve) => this.#wake = resolve);
        else if (this.#broken && !action.definition?.envExit) this.#skip(action);
        else await this.#perform(action);
      }
    } finally {
      await this.#attachments?.[Symbol.asyncDispose]();
      this.#credentials?.[Symbol.dispose]();
      await this.#session?.close();
      await Deno.remove(this.#folder, { recursive: true }).catch(() => {});
      await this.#log?.flush();
    }
  }

  /** Reports an action that will not be run. The first of a session must have had a start. */
  #skip({ sessionActionId }: Action): void {
    const id = sessionActionId!;
    const now = new Date();
    this.#broken = true;
    this.#context.reports.put(
      id,
      id === this.#first
        ? { completedStatus: "CANCELED", startedAt: now, endedAt: now }
        : { completedStatus: "NEVER_ATTEMPTED" },
    );
  }

  async #perform(action: Action): Promise<void> {
    const id = action.sessionActionId!;
    const { reports } = this.#context;
    const startedAt = new Date();
    const running = { id, cancel: new AbortController() };
    this.#running = running;
    reports.put(id, { startedAt, updatedAt: startedAt });
    let result: Outcome;
    try {
      result = await this.#dispatch(action, startedAt, {
        signal: running.cancel.signal,
        killSignal: this.#stop.signal,
        variables: { ...this.#credentials?.variables, DEADLINE_SESSIONACTION_ID: id },
        onUpdate: (update) =>
          reports.put(id, { startedAt, updatedAt: new Date(), ...progressOf(update) }),
      });
    } catch (error) {
      const failMessage = (error as Error).message;
      result = running.cancel.signal.aborted
        ? { status: "CANCELED" }
        : { status: "FAILED", failMessage };
      const told = result.status === "FAILED" && !this.#stop.signal.aborted;
      if (told) await this.#log?.write(failMessage);
    }
    this.#running = undefined;
    if (result.status !== "SUCCEEDED") this.#broken = true;
    const interrupted = this.#interrupt.signal.aborted;
    // A session that was taken away is forgotten by the service, and so are its reports.
    if (this.#stop.signal.aborted && !interrupted) return;
    // Lines that are readable once an action is seen to have ended must have been sent before.
    await this.#log?.flush();
    reports.put(id, {
      startedAt,
      endedAt: new Date(),
      completedStatus: interrupted ? "INTERRUPTED" : outcomeOf(result),
      ...(result.exitCode !== undefined && { processExitCode: result.exitCode }),
      ...progressOf(
        interrupted ? { failMessage: String(this.#interrupt.signal.reason) } : explain(result),
      ),
      ...(result.manifests && !interrupted && { manifests: result.manifests }),
    });
  }

  async #dispatch(
    { definition, sessionActionId }: Action,
    startedAt: Date,
    options: RunOptions,
  ): Promise<Outcome> {
    const signal = AbortSignal.any([options.signal!, options.killSignal!]);
    const configuration = this.#assignment.logConfiguration;
    if (configuration?.error) throw new Error(`The session has no log: ${configuration.error}`);
    const { envEnter, envExit, taskRun, syncInputJobAttachments } = definition ?? {};
    const session = this.#session ??= await this.#open(signal);
    if (syncInputJobAttachments) {
      const { stepId } = syncInputJobAttachments;
      return await this.#fetchInputs(stepId, { signal, onUpdate: options.onUpdate });
    }
    // The profile of the queue is only there once the session is open.
    const run = {
      ...options,
      variables: { ...this.#credentials?.variables, ...options.variables },
    };
    if (envEnter) {
      const environment = await this.#entities.environment(envEnter.environmentId!, signal);
      return await session.enterEnvironment(envEnter.environmentId!, environment, run);
    }
    if (envExit) return await session.exitEnvironment(envExit.environmentId!, run);
    if (taskRun) {
      const stepId = taskRun.stepId!;
      const { script } = await this.#entities.step(stepId, signal);
      const parameters = readTaskParameters(taskRun.parameters);
      const result = await session.runTask(script, { ...run, parameters });
      if (result.status !== "SUCCEEDED") return result;
      const { taskId } = taskRun;
      const which = { stepId, taskId, sessionActionId: sessionActionId!, startedAt };
      const sending = { signal, onUpdate: options.onUpdate };
      return { ...result, manifests: await this.#attachments?.sendOutputs(which, sending) ?? [] };
    }
    throw new TypeError("Cannot run the action: its kind is unknown to this worker");
  }

  async #open(signal: AbortSignal): Promise<Session> {
    const [job, details] = await Promise.all([
      this.#entities.job(signal),
      this.#entities.attachments(signal),
    ]);
    await Deno.mkdir(this.#folder, { recursive: true, mode: 0o700 });
    await this.#assumeQueueRole(job, signal);
    const attachments = this.#attachments = this.#openAttachments(job, details);
    const rules = readPathMappingRules(job);
    return await Session.open({
      root: this.#folder,
      parameters: readJobParameters(job.parameters),
      pathMappingRules: (directory) => [
        ...rules,
        ...attachments?.locate(rules, directory) ?? [],
      ],
      // The service has checked which extensions the template asks for; the SDK does not say.
      extensions: SUPPORTED_EXTENSIONS,
      variables: { ...this.#context.variables, ...this.#ids(), ...attachmentVariables(job) },
      onLine: (line) => this.#log?.write(line),
    });
  }

  async #assumeQueueRole({ queueRoleArn }: JobDetailsEntity, signal: AbortSignal): Promise<void> {
    if (!queueRoleArn) return;
    const { clients, worker, region } = this.#context;
    this.#credentials = await QueueCredentials.open(clients.deadline, worker, {
      queueId: this.#assignment.queueId!,
      folder: join(this.#folder, "aws"),
      region,
      signal,
    });
  }

  #openAttachments(
    { jobAttachmentSettings: settings }: JobDetailsEntity,
    details: JobAttachmentDetailsEntity | undefined,
  ): SessionAttachments | undefined {
    const credentials = this.#credentials;
    if (!details || !settings || !credentials) return undefined;
    const { worker, region, endpoints } = this.#context;
    return new SessionAttachments({
      farmId: worker.farmId,
      queueId: this.#assignment.queueId!,
      jobId: this.#assignment.jobId!,
      settings,
      details,
      credentials: () => credentials.current(),
      region,
      endpoints,
      onLine: (line) => this.#log?.write(line),
    });
  }

  async #fetchInputs(stepId: string | undefined, options: TransferOptions): Promise<ActionResult> {
    if (!this.#attachments) {
      const details = await this.#entities.attachments(options.signal);
      if ((details?.attachments?.manifests ?? []).length === 0) return { status: "SUCCEEDED" };
      throw new Error(
        "Cannot fetch the job's attachments: its queue has no role, or no settings for them. " +
          "Give the queue both",
      );
    }
    if (stepId === undefined) return await this.#attachments.fetchJobInputs(options);
    const dependencies = await this.#entities.dependencies(stepId, options.signal);
    return await this.#attachments.fetchStepInputs(dependencies, options);
  }

  /** The session's own folder, beside others of this worker. */
  get #folder(): string {
    return join(this.#context.folder, this.id);
  }

  #ids(): Record<string, string> {
    const { farmId, fleetId, workerId } = this.#context.worker;
    return {
      DEADLINE_FARM_ID: farmId,
      DEADLINE_QUEUE_ID: this.#assignment.queueId!,
      DEADLINE_JOB_ID: this.#assignment.jobId!,
      DEADLINE_FLEET_ID: fleetId,
      DEADLINE_WORKER_ID: workerId,
      DEADLINE_SESSION_ID: this.id,
    };
  }
}

/** Variables that tell programs where the queue keeps attachments. */
function attachmentVariables({ jobAttachmentSettings }: JobDetailsEntity): Record<string, string> {
  const { s3BucketName, rootPrefix } = jobAttachmentSettings ?? {};
  if (!s3BucketName || !rootPrefix) return {};
  return { DEADLINE_JA_S3_BUCKET: s3BucketName, DEADLINE_JA_ROOT_PREFIX: rootPrefix };
}
