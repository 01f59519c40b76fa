import { noCounts, statusOf } from "../scheduler/statuses.ts";
import type { Database } from "../store/database.ts";
import { newId } from "../store/ids.ts";
import { type PlannedEnvironment, type PlannedJob, wireTaskParameters } from "./plan.ts";

/** What a job is beside what its template makes. */
export interface JobSettings {
  readonly farmId: string;
  readonly queueId: string;
  readonly priority: number;
  readonly template: string;
  readonly templateType: string;
  readonly attachments?: unknown;
  readonly storageProfileId?: string | undefined;
  readonly suspended: boolean;
  readonly maxFailedTasksCount: number;
  readonly maxRetriesPerTask: number;
  readonly maxWorkerCount?: number | undefined;
  readonly sourceJobId?: string | undefined;
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly createdBy: string;
  readonly now: number;
}

/** Writes a job with its steps and tasks; must be called inside a transaction. */
export function insertJob(db: Database, plan: PlannedJob, settings: JobSettings): string {
  const jobId = newId("job");
  const stepIds = plan.steps.map(() => newId("step"));
  const counts = noCounts();
  plan.steps.forEach((_step, index) => {
    const status = insertStep(db, plan, index, jobId, stepIds, settings);
    counts[status] += plan.steps[index]!.tasks.size;
  });
  db.run(
    `INSERT INTO job (id, farm_id, queue_id, name, priority, lifecycle_status,
       lifecycle_status_message, task_run_status, task_run_status_counts, ready,
       max_failed_tasks_count, max_retries_per_task, max_worker_count, storage_profile_id,
       source_job_id, description, parameters, created_at, created_by)
     VALUES (?, ?, ?, ?, ?, 'CREATE_COMPLETE', 'Create completed successfully', ?, ?, ?, ?, ?, ?,
       ?, ?, ?, ?, ?, ?)`,
    jobId,
    settings.farmId,
    settings.queueId,
    settings.name ?? plan.name,
    settings.priority,
    statusOf(counts),
    JSON.stringify(counts),
    counts.READY,
    settings.maxFailedTasksCount,
    settings.maxRetriesPerTask,
    settings.maxWorkerCount ?? null,
    settings.storageProfileId ?? null,
    settings.sourceJobId ?? null,
    settings.description ?? plan.description ?? null,
    JSON.stringify(plan.parameters),
    settings.now,
    settings.createdBy,
  );
  db.run(
    `INSERT INTO job_document (job_id, template, template_type, attachments, environments,
       parameter_definitions, extensions) VALUES (?, ?, ?, ?, ?, ?, ?)`,
    jobId,
    settings.template,
    settings.templateType,
    settings.attachments === undefined ? null : JSON.stringify(settings.attachments),
    JSON.stringify(withIds(plan.environments, `JOB:${jobId}`)),
    JSON.stringify(plan.parameterDefinitions),
    JSON.stringify(plan.extensions),
  );
  return jobId;
}

function insertStep(
  db: Database,
  plan: PlannedJob,
  index: number,
  jobId: string,
  stepIds: readonly string[],
  { suspended, createdBy, now }: JobSettings,
): "SUSPENDED" | "PENDING" | "READY" {
  const step = plan.steps[index]!;
  const stepId = stepIds[index]!;
  const waits = step.dependencies.length > 0;
  const status = suspended ? "SUSPENDED" : waits ? "PENDING" : "READY";
  const size = step.tasks.size;
  db.run(
    `INSERT INTO step (id, job_id, position, name, description, lifecycle_status,
       task_run_status, task_run_status_counts, ready, unresolved, parameter_space,
       required_capabilities, created_at, created_by)
     VALUES (?, ?, ?, ?, ?, 'CREATE_COMPLETE', ?, ?, ?, ?, ?, ?, ?, ?)`,
    stepId,
    jobId,
    index,
    step.name,
    step.description ?? null,
    status,
    JSON.stringify({ ...noCounts(), [status]: size }),
    status === "READY" ? size : 0,
    step.dependencies.length,
    step.parameterSpace === undefined ? null : JSON.stringify(step.parameterSpace),
    step.requirements === undefined ? null : JSON.stringify(step.requirements),
    now,
    createdBy,
  );
  db.run(
    "INSERT INTO step_document (step_id, template, environments) VALUES (?, ?, ?)",
    stepId,
    JSON.stringify(step.template),
    JSON.stringify(withIds(step.environments, `STEP:${stepId}`)),
  );
  step.dependencies.forEach((dependency, position) =>
    db.run(
      "INSERT INTO step_dependency (step_id, depends_on, position) VALUES (?, ?, ?)",
      stepId,
      stepIds[dependency]!,
      position,
    )
  );
  let position = 0;
  for (const parameters of step.tasks) {
    db.run(
      "INSERT INTO task (step_id, position, run_status, parameters) VALUES (?, ?, ?, ?)",
      stepId,
      position++,
      status,
      JSON.stringify(wireTaskParameters(parameters)),
    );
  }
  return status;
}

function withIds(environments: readonly PlannedEnvironment[], prefix: string): unknown[] {
  return environments.map(({ name, schemaVersion, template }) => ({
    id: `${prefix}:${name}`,
    schemaVersion,
    template,
  }));
}
