import type * as sdk from "@aws-sdk/client-deadline";
import { insertJob } from "../jobs/insert_job.ts";
import { planJob, type TemplateText } from "../jobs/plan.ts";
import { showJob } from "../jobs/show.ts";
import { invalid } from "../protocol/errors.ts";
import { archiveJob, steerJob } from "../scheduler/steer.ts";
import { settleCompatibility } from "../scheduler/compatibility.ts";
import type { TargetStatus } from "../scheduler/statuses.ts";
import { getJob } from "../store/jobs.ts";
import { getResource, listResources } from "../store/resources.ts";
import type { JobDocumentRow, JobRow } from "../store/rows.ts";
import { parseColumn } from "../store/rows.ts";
import type { Checked, Context, Output } from "./context.ts";
import { page } from "./paging.ts";
import { putTags } from "./tags.ts";

const DEFAULT_MAX_FAILED_TASKS = 100;
const DEFAULT_MAX_RETRIES = 5;

/** Operations on jobs. */
export const jobs = {
  CreateJob(input: Checked<sdk.CreateJobRequest>, context: Context): Output {
    const { db, now } = context;
    if (input.maxWorkerCount === 0) throw invalid("maxWorkerCount must not be 0.");
    getResource(db, "queue", input.queueId, input.farmId);
    if (input.storageProfileId !== undefined) {
      getResource(db, "storageProfile", input.storageProfileId, input.farmId);
    }
    const source = readSource(input, context);
    const plan = planJob({
      ...source,
      parameters: { ...source.parameters, ...input.parameters },
      queueEnvironments: queueEnvironments(context, input.queueId),
    });
    const jobId = insertJob(db, plan, {
      farmId: input.farmId,
      queueId: input.queueId,
      priority: input.priority,
      template: source.template,
      templateType: source.templateType,
      attachments: input.attachments ?? source.attachments,
      storageProfileId: input.storageProfileId,
      suspended: input.targetTaskRunStatus === "SUSPENDED",
      maxFailedTasksCount: input.maxFailedTasksCount ?? DEFAULT_MAX_FAILED_TASKS,
      maxRetriesPerTask: input.maxRetriesPerTask ?? DEFAULT_MAX_RETRIES,
      maxWorkerCount: input.maxWorkerCount,
      sourceJobId: input.sourceJobId,
      name: input.nameOverride,
      description: input.descriptionOverride,
      createdBy: context.caller,
      now,
    });
    putTags(context, jobId, input.tags);
    settleCompatibility(db, jobId, now);
    context.scheduler.wake();
    return { jobId };
  },

  GetJob(input: Checked<sdk.GetJobRequest>, { db }: Context): Output {
    const row = getJob(db, input);
    return { ...showJob(row), attachments: jobAttachments(row.id, db) };
  },

  ListJobs(input: Checked<sdk.ListJobsRequest>, { db }: Context): Output {
    getResource(db, "queue", input.queueId, input.farmId);
    const { items, nextToken } = page(
      input,
      `jobs/${input.queueId}`,
      (after: [number, string] | undefined, limit) =>
        db.all<JobRow>(
          `SELECT * FROM job WHERE queue_id = ? AND (created_at, id) > (?, ?)
           ORDER BY created_at, id LIMIT ?`,
          input.queueId,
          ...(after ?? [-1, ""]),
          limit,
        ),
      (row): [number, string] => [row.created_at, row.id],
    );
    return { jobs: items.map(showJob), nextToken };
  },

  ListJobParameterDefinitions(
    input: Checked<sdk.ListJobParameterDefinitionsRequest>,
    { db }: Context,
  ): Output {
    const { id } = getJob(db, input);
    const definitions = JSON.parse(documentOf(id, db).parameter_definitions) as unknown[];
    const numbered = definitions.map((definition, index) => ({ definition, index }));
    const { items, nextToken } = page(
      input,
      `parameters/${id}`,
      (after: number | undefined, limit) => {
        const start = after === undefined ? 0 : after + 1;
        return numbered.slice(start, start + limit);
      },
      ({ index }) => index,
    );
    return { jobParameterDefinitions: items.map(({ definition }) => definition), nextToken };
  },

  UpdateJob(input: Checked<sdk.UpdateJobRequest>, context: Context): Output {
    updateJob(input, context);
    return {};
  },
};

/** Changes a job's settings and steers its tasks. */
export function updateJob(input: Checked<sdk.UpdateJobRequest>, context: Context): void {
  const { db, now, caller } = context;
  const job = getJob(db, input);
  if (job.lifecycle_status === "ARCHIVED") throw invalid(`Job ${job.id} is archived.`);
  if (input.maxWorkerCount === 0) throw invalid("maxWorkerCount must not be 0.");
  db.run(
    `UPDATE job SET priority = ?, max_failed_tasks_count = ?, max_retries_per_task = ?,
       max_worker_count = ?, name = ?, description = ?, updated_at = ?, updated_by = ?
     WHERE id = ?`,
    input.priority ?? job.priority,
    input.maxFailedTasksCount ?? job.max_failed_tasks_count,
    input.maxRetriesPerTask ?? job.max_retries_per_task,
    input.maxWorkerCount ?? job.max_worker_count,
    input.name ?? job.name,
    input.description ?? job.description,
    now,
    caller,
    job.id,
  );
  if (input.targetTaskRunStatus !== undefined) {
    steerJob(db, job.id, input.targetTaskRunStatus as TargetStatus, now, caller);
  }
  if (input.lifecycleStatus === "ARCHIVED") archiveJob(db, job.id, now, caller);
  context.scheduler.wake();
}

/** The attachments of a job, as it was created with; undefined if it has none. */
export function jobAttachments(jobId: string, db: Context["db"]): unknown {
  return parseColumn(documentOf(jobId, db).attachments);
}

function documentOf(jobId: string, db: Context["db"]): JobDocumentRow {
  return db.get<JobDocumentRow>("SELECT * FROM job_document WHERE job_id = ?", jobId)!;
}

interface Source extends TemplateText {
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly attachments: unknown;
}

// A job is made from a template in the request, or from that of another job of the queue.
function readSource(input: Checked<sdk.CreateJobRequest>, { db }: Context): Source {
  const { template, templateType, sourceJobId } = input;
  if (sourceJobId === undefined) {
    if (template === undefined || templateType === undefined) {
      throw invalid("CreateJob needs template and templateType, or sourceJobId.");
    }
    return { template, templateType, parameters: {}, attachments: undefined };
  }
  if (template !== undefined) {
    throw invalid("CreateJob takes template or sourceJobId, not both.");
  }
  const job = getJob(db, { ...input, jobId: sourceJobId });
  const document = documentOf(sourceJobId, db);
  return {
    template: document.template,
    templateType: document.template_type,
    parameters: JSON.parse(job.parameters),
    attachments: parseColumn(document.attachments),
  };
}

function queueEnvironments({ db }: Context, queueId: string): TemplateText[] {
  return listResources(db, "queueEnvironment", queueId)
    .map(({ document }) => document)
    .sort((a, b) => Number(a.priority) - Number(b.priority))
    .map((document) => ({
      template: String(document.template),
      templateType: String(document.templateType),
    }));
}
