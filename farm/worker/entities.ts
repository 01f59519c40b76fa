import type { JobParameterValues, TaskParameterValues } from "@deadline/openjd";
import { decodeEnvironment, decodeStepTemplate, SUPPORTED_EXTENSIONS } from "@deadline/openjd";
import type { Environment, StepTemplate } from "@deadline/openjd";
import type { PathMappingRule } from "@deadline/openjd/session";
import {
  BatchGetJobEntityCommand,
  type DeadlineClient,
  type GetJobEntityError,
  type JobAttachmentDetailsEntity,
  type JobDetailsEntity,
  type JobEntity,
  type JobEntityIdentifiersUnion,
  type JobParameter,
  type TaskParameterValue,
} from "@aws-sdk/client-deadline";
import { retry } from "./retry.ts";

/** Which worker asks. */
export interface WorkerAddress {
  farmId: string;
  fleetId: string;
  workerId: string;
}

/** Thrown when the service does not hand out a part of a job. */
export class EntityError extends Error {
  /** The service's code, as `ResourceNotFoundException`. */
  readonly code: string;

  /** Makes the error for what was asked. */
  constructor(what: string, { code, message }: { code?: string; message?: string }) {
    super(`Cannot get the ${what}: ${message ?? code ?? "the service does not have it"}`);
    this.name = "EntityError";
    this.code = code ?? "unknown";
  }
}

/** The parts of one job that a session needs, each fetched once. */
export class JobEntities {
  readonly #client: DeadlineClient;
  readonly #worker: WorkerAddress;
  readonly #jobId: string;
  readonly #fetched = new Map<string, Promise<JobEntity>>();

  /** Makes the parts of a job available; nothing is fetched before it is asked for. */
  constructor(client: DeadlineClient, worker: WorkerAddress, jobId: string) {
    this.#client = client;
    this.#worker = worker;
    this.#jobId = jobId;
  }

  /** The job itself. */
  async job(signal: AbortSignal): Promise<JobDetailsEntity> {
    const { jobDetails } = await this.#get({ jobDetails: { jobId: this.#jobId } }, signal);
    return jobDetails!;
  }

  /** A step, checked. */
  async step(stepId: string, signal: AbortSignal): Promise<StepTemplate> {
    const identifier = { stepDetails: { jobId: this.#jobId, stepId } };
    const { stepDetails } = await this.#get(identifier, signal);
    return decodeStepTemplate(stepDetails!.template, { extensions: SUPPORTED_EXTENSIONS });
  }

  /** The steps that a step depends on. */
  async dependencies(stepId: string, signal: AbortSignal): Promise<string[]> {
    const identifier = { stepDetails: { jobId: this.#jobId, stepId } };
    const { stepDetails } = await this.#get(identifier, signal);
    return stepDetails!.dependencies ?? [];
  }

  /** An environment, checked. */
  async environment(environmentId: string, signal: AbortSignal): Promise<Environment> {
    const identifier = { environmentDetails: { jobId: this.#jobId, environmentId } };
    const { environmentDetails } = await this.#get(identifier, signal);
    return decodeEnvironment(environmentDetails!.template, { extensions: SUPPORTED_EXTENSIONS });
  }

  /** The attachments of the job, or `undefined` if it has none. */
  async attachments(signal: AbortSignal): Promise<JobAttachmentDetailsEntity | undefined> {
    const identifier = { jobAttachmentDetails: { jobId: this.#jobId } };
    try {
      return (await this.#get(identifier, signal)).jobAttachmentDetails;
    } catch (error) {
      const none = error instanceof EntityError && error.code === "ResourceNotFoundException";
      if (none) return undefined;
      throw error;
    }
  }

  #get(identifier: JobEntityIdentifiersUnion, signal: AbortSignal): Promise<JobEntity> {
    const key = JSON.stringify(identifier);
    let fetched = this.#fetched.get(key);
    if (!fetched) {
      fetched = this.#fetch(identifier, signal);
      this.#fetched.set(key, fetched);
      // What could not be fetched is asked for again when it is needed again.
      fetched.catch(() => this.#fetched.delete(key));
    }
    return fetched;
  }

  async #fetch(identifier: JobEntityIdentifiersUnion, signal: AbortSignal): Promise<JobEntity> {
    const { entities, errors } = await retry(
      (abortSignal) =>
        this.#client.send(
          new BatchGetJobEntityCommand({ ...this.#worker, identifiers: [identifier] }),
          { abortSignal },
        ),
      { signal },
    );
    const what = Object.keys(identifier)[0] as keyof GetJobEntityError & keyof JobEntity;
    const entity = entities?.find((each) => each[what] !== undefined);
    if (entity) return entity;
    throw new EntityError(what, Object.values(errors?.[0] ?? {})[0] ?? {});
  }
}

const JOB_TYPES = { int: "INT", float: "FLOAT", string: "STRING", path: "PATH" } as const;
const TASK_TYPES = { ...JOB_TYPES, chunkInt: "CHUNK[INT]" } as const;

/**
 * Job parameters as they come over the wire.
 *
 * @throws {TypeError} If one has a type that this worker does not know.
 */
export function readJobParameters(
  wire: Record<string, JobParameter> | undefined,
): JobParameterValues {
  return readUnions(wire ?? {}, JOB_TYPES);
}

/**
 * Task parameters as they come over the wire.
 *
 * @throws {TypeError} If one has a type that this worker does not know.
 */
export function readTaskParameters(
  wire: Record<string, TaskParameterValue> | undefined,
): TaskParameterValues {
  return readUnions(wire ?? {}, TASK_TYPES);
}

/** Path mapping rules as they come over the wire. */
export function readPathMappingRules(
  { pathMappingRules = [] }: JobDetailsEntity,
): PathMappingRule[] {
  return pathMappingRules.map((rule) => ({
    sourcePathFormat: rule.sourcePathFormat === "windows" ? "WINDOWS" : "POSIX",
    sourcePath: rule.sourcePath!,
    destinationPath: rule.destinationPath!,
  }));
}

function readUnions<T extends string>(
  wire: Record<string, object>,
  types: Readonly<Record<string, T>>,
): Record<string, { type: T; value: string }> {
  return Object.fromEntries(
    Object.entries(wire).map(([name, union]) => {
      const [member, value] = Object.entries(union)[0];
      const type = types[member];
      if (!type) throw new TypeError(`Parameter "${name}" is of the unknown type "${member}"`);
      return [name, { type, value: String(value) }];
    }),
  );
}
