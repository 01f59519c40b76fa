import { call, type CallOptions, type MutationOptions } from "../session/call.ts";
import { list, listForPrincipal } from "./_list.ts";
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

/** Creates a job. A retry carries the same client token, so that it cannot make a second job. */
export function createJob(
  input: CreateJobInput,
  options: MutationOptions = {},
): Promise<CreateJobOutput> {
  return call("deadline", "CreateJob", input, options);
}

/** Changes a job: `targetTaskRunStatus` to cancel, suspend, resume or requeue it, `priority`, limits,
 * or `lifecycleStatus: "ARCHIVED"`, which cannot be undone. */
export function updateJob(
  input: UpdateJobInput,
  options: MutationOptions = {},
): Promise<UpdateJobOutput> {
  return call("deadline", "UpdateJob", input, options);
}
