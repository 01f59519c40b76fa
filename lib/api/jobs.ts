import { call, type CallOptions, type MutationOptions } from "../session/call.ts";
import { defaultSession } from "../session/session.ts";
import { change, type Look } from "./_change.ts";
import { list, listForPrincipal } from "./_list.ts";
import { type Member, readState } from "./_look_at_state.ts";
import { rememberJob } from "./_made_jobs.ts";
import type { PageStream } from "./page_stream.ts";
import type {
  CreateJobInput,
  CreateJobOutput,
  GetJobInput,
  GetJobOutput,
  JobSummary,
  ListJobParameterDefinitionsInput,
  ListJobsInput,
  UpdateJobInput,
  UpdateJobOutput,
} from "./shapes.ts";

/** Lists the jobs of a queue; `searchJobs` filters and sorts. */
export function listJobs(
  input: ListJobsInput,
  options: CallOptions = {},
): PageStream<JobSummary> {
  return listForPrincipal("ListJobs", "jobs", input, options);
}

/** Gets one job. */
export function getJob(
  input: GetJobInput,
  options: CallOptions = {},
): Promise<GetJobOutput> {
  return call("deadline", "GetJob", input, options);
}

/** Lists the parameter definitions of a job, as its template and the queue environments have them. */
export function listJobParameterDefinitions(
  input: ListJobParameterDefinitionsInput,
  options: CallOptions = {},
): PageStream<Record<string, unknown>> {
  return list("ListJobParameterDefinitions", "jobParameterDefinitions", input, options);
}

/**
 * Creates a job. Every attempt carries the same client token, so that there is never a second job.
 * If the call is cut off after it left, `onUnknown` gets the means to find out what became of it.
 *
 * ```ts
 * import { createJob, type UnknownChange } from "@deadline/client";
 *
 * let cutOff: UnknownChange | undefined;
 * const input = { farmId: "farm-...", queueId: "queue-...", priority: 50, template: "..." };
 * try {
 *   await createJob(input, { timeout: 5_000, onUnknown: (change) => cutOff = change });
 * } catch (error) {
 *   if (!cutOff) throw error; // there is no job
 *   const { effect, checked, jobId } = await cutOff.check();
 *   console.log(effect, checked, jobId);
 * }
 * ```
 */
export function createJob(
  input: CreateJobInput,
  options: MutationOptions = {},
): Promise<CreateJobOutput> {
  const { session = defaultSession() } = options;
  const maker = {};
  const look: Look = async (since, calls) => {
    // Reading templates takes long to load and is rarely needed here.
    const { lookForJob } = await import("./_look_for_job.ts");
    return await lookForJob(input, since, { ...calls, session: calls.session ?? session, maker });
  };
  const onApplied = (jobId?: string) => jobId && rememberJob(session, jobId, maker);
  return change("CreateJob", input, { ...options, session }, look, onApplied);
}

/** Changes a job: `targetTaskRunStatus` to cancel, suspend, resume or requeue it, `priority`, limits,
 * or `lifecycleStatus: "ARCHIVED"`, which cannot be undone. */
export function updateJob(
  input: UpdateJobInput,
  options: MutationOptions = {},
): Promise<UpdateJobOutput> {
  const { farmId, queueId, jobId, targetTaskRunStatus, clientToken: _, ...set } = input;
  return change("UpdateJob", input, options, async (since, calls) => {
    const job = await getJob({ farmId, queueId, jobId }, calls);
    const members: Member[] = Object.entries(set).map(([name, asked]) => ({
      name,
      asked,
      is: job[name as keyof typeof set],
    }));
    members.push({
      name: "targetTaskRunStatus",
      asked: targetTaskRunStatus,
      is: job.targetTaskRunStatus,
      also: [job.taskRunStatus],
    });
    return readState("GetJob", members, job.updatedAt, since);
  });
}
