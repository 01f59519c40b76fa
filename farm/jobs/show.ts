import { type Database } from "../store/database.ts";
import { sessionActionId, taskId } from "../store/ids.ts";
import type {
  JobRow,
  SessionActionRow,
  SessionRow,
  StepRow,
  TaskRow,
  TimeColumns,
  WorkerRow,
} from "../store/rows.ts";
import { parseColumn } from "../store/rows.ts";
import { isResolved } from "../scheduler/statuses.ts";

/** A record as the API shows it; the codec leaves out what an output's shape does not have. */
export type Shown = Record<string, unknown>;

/** A job. */
export function showJob(row: JobRow): Shown {
  return {
    ...showTimes(row),
    farmId: row.farm_id,
    queueId: row.queue_id,
    jobId: row.id,
    name: row.name,
    lifecycleStatus: row.lifecycle_status,
    lifecycleStatusMessage: row.lifecycle_status_message,
    priority: row.priority,
    taskRunStatus: row.task_run_status,
    targetTaskRunStatus: row.target_task_run_status,
    taskRunStatusCounts: JSON.parse(row.task_run_status_counts),
    taskFailureRetryCount: row.task_failure_retry_count,
    maxFailedTasksCount: row.max_failed_tasks_count,
    maxRetriesPerTask: row.max_retries_per_task,
    maxWorkerCount: row.max_worker_count,
    storageProfileId: row.storage_profile_id,
    sourceJobId: row.source_job_id,
    description: row.description,
    parameters: JSON.parse(row.parameters),
    jobParameters: JSON.parse(row.parameters),
  };
}

/** A step; its dependencies are counted only when `db` is given. */
export function showStep(row: StepRow, db?: Database): Shown {
  return {
    ...showTimes(row),
    jobId: row.job_id,
    stepId: row.id,
    name: row.name,
    description: row.description,
    lifecycleStatus: row.lifecycle_status,
    taskRunStatus: row.task_run_status,
    targetTaskRunStatus: row.target_task_run_status,
    taskRunStatusCounts: JSON.parse(row.task_run_status_counts),
    taskFailureRetryCount: row.task_failure_retry_count,
    parameterSpace: parseColumn(row.parameter_space),
    requiredCapabilities: parseColumn(row.required_capabilities),
    dependencyCounts: db && countDependencies(db, row),
  };
}

/** A task. */
export function showTask(
  row: TaskRow,
  step: { readonly created_at: number; readonly created_by: string },
): Shown {
  return {
    ...showTimes({ ...row, created_at: step.created_at, created_by: step.created_by }),
    stepId: row.step_id,
    taskId: taskId(row.step_id, row.position),
    runStatus: row.run_status,
    targetRunStatus: row.target_run_status,
    failureRetryCount: row.failure_retry_count,
    parameters: JSON.parse(row.parameters),
    latestSessionActionId: row.latest_session_action_id,
  };
}

/** A worker. */
export function showWorker(row: WorkerRow): Shown {
  return {
    createdAt: row.created_at,
    createdBy: row.created_by,
    updatedAt: row.updated_at,
    updatedBy: row.updated_by,
    farmId: row.farm_id,
    fleetId: row.fleet_id,
    workerId: row.id,
    status: row.status,
    hostProperties: parseColumn(row.host_properties),
    log: workerLog(row.farm_id, row.fleet_id, row.id),
  };
}

/** A session; what its host is only when the worker is given. */
export function showSession(row: SessionRow, worker?: WorkerRow): Shown {
  return {
    farmId: row.farm_id,
    queueId: row.queue_id,
    jobId: row.job_id,
    sessionId: row.id,
    fleetId: row.fleet_id,
    workerId: row.worker_id,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    lifecycleStatus: row.lifecycle_status,
    targetLifecycleStatus: row.target_lifecycle_status,
    updatedAt: row.updated_at,
    updatedBy: row.updated_by,
    log: sessionLog(row.farm_id, row.queue_id, row.id),
    workerLog: workerLog(row.farm_id, row.fleet_id, row.worker_id),
    hostProperties: worker && parseColumn(worker.host_properties),
  };
}

/** A session action. */
export function showSessionAction(row: SessionActionRow): Shown {
  return {
    jobId: row.job_id,
    sessionId: row.session_id,
    sessionActionId: sessionActionId(row.session_id, row.position),
    status: row.status,
    definition: actionDefinition(row),
    startedAt: row.started_at,
    endedAt: row.ended_at,
    workerUpdatedAt: row.worker_updated_at,
    processExitCode: row.process_exit_code,
    progressPercent: row.progress_percent,
    progressMessage: row.progress_message,
    manifests: parseColumn(row.manifests),
  };
}

/** What a session action is to do, as workers and people see it. */
export function actionDefinition(row: SessionActionRow): Shown {
  switch (row.kind) {
    case "taskRun":
      return {
        taskRun: {
          stepId: row.step_id,
          taskId: taskId(row.step_id!, row.task_position!),
          parameters: parseColumn(row.parameters) ?? {},
        },
      };
    case "syncInputJobAttachments":
      return { [row.kind]: row.step_id === null ? {} : { stepId: row.step_id } };
    default:
      return { [row.kind]: { environmentId: row.environment_id } };
  }
}

/** Where a session writes its log. */
export function sessionLog(farmId: string, queueId: string, sessionId: string): Shown {
  return logTo(logGroup(farmId, queueId), sessionId);
}

/** Where a worker writes its log. */
export function workerLog(farmId: string, fleetId: string, workerId: string): Shown {
  return logTo(logGroup(farmId, fleetId), workerId);
}

/** The log group of a queue or a fleet. */
export function logGroup(farmId: string, id: string): string {
  return `/aws/deadline/${farmId}/${id}`;
}

function logTo(logGroupName: string, logStreamName: string): Shown {
  return {
    logDriver: "awslogs",
    options: { logGroupName, logStreamName },
    parameters: { interval: "1" },
  };
}

function showTimes(row: TimeColumns): Shown {
  return {
    createdAt: row.created_at,
    createdBy: row.created_by,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    updatedAt: row.updated_at,
    updatedBy: row.updated_by,
  };
}

function countDependencies(db: Database, step: StepRow): Shown {
  const { n: dependencies } = db.get<{ n: number }>(
    "SELECT count(*) AS n FROM step_dependency WHERE step_id = ?",
    step.id,
  )!;
  const { n: consumers } = db.get<{ n: number }>(
    "SELECT count(*) AS n FROM step_dependency WHERE depends_on = ?",
    step.id,
  )!;
  const resolved = isResolved(JSON.parse(step.task_run_status_counts));
  return {
    dependenciesResolved: dependencies - step.unresolved,
    dependenciesUnresolved: step.unresolved,
    consumersResolved: resolved ? consumers : 0,
    consumersUnresolved: resolved ? 0 : consumers,
  };
}
