/** When a job or a step came about and ran, in milliseconds, and who made and changed it. */
export interface TimeColumns {
  created_at: number;
  created_by: string;
  started_at: number | null;
  ended_at: number | null;
  updated_at: number | null;
  updated_by: string | null;
}

/** A row of the table `job`. */
export interface JobRow extends TimeColumns {
  id: string;
  farm_id: string;
  queue_id: string;
  name: string;
  priority: number;
  lifecycle_status: string;
  lifecycle_status_message: string;
  task_run_status: string;
  target_task_run_status: string | null;
  task_run_status_counts: string;
  ready: number;
  task_failure_retry_count: number;
  max_failed_tasks_count: number;
  max_retries_per_task: number;
  max_worker_count: number | null;
  storage_profile_id: string | null;
  source_job_id: string | null;
  description: string | null;
  parameters: string;
}

/** A row of the table `job_document`. */
export interface JobDocumentRow {
  job_id: string;
  template: string;
  template_type: string;
  attachments: string | null;
  environments: string;
  parameter_definitions: string;
  extensions: string;
}

/** A row of the table `step`. */
export interface StepRow extends TimeColumns {
  id: string;
  job_id: string;
  position: number;
  name: string;
  description: string | null;
  lifecycle_status: string;
  task_run_status: string;
  target_task_run_status: string | null;
  task_run_status_counts: string;
  ready: number;
  task_failure_retry_count: number;
  unresolved: number;
  parameter_space: string | null;
  required_capabilities: string | null;
}

/** A row of the table `step_document`. */
export interface StepDocumentRow {
  step_id: string;
  template: string;
  environments: string;
}

/** A row of the table `task`. */
export interface TaskRow {
  step_id: string;
  position: number;
  run_status: string;
  target_run_status: string | null;
  failure_retry_count: number;
  parameters: string;
  latest_session_action_id: string | null;
  started_at: number | null;
  ended_at: number | null;
  updated_at: number | null;
  updated_by: string | null;
}

/** A row of the table `worker`. */
export interface WorkerRow {
  id: string;
  farm_id: string;
  fleet_id: string;
  status: string;
  host_properties: string | null;
  capabilities: string | null;
  last_seen: number;
  /** Whether somebody asked it to stop. */
  stop_asked: number;
  created_at: number;
  created_by: string;
  updated_at: number | null;
  updated_by: string | null;
}

/** A row of the table `session`. */
export interface SessionRow {
  id: string;
  farm_id: string;
  queue_id: string;
  job_id: string;
  fleet_id: string;
  worker_id: string;
  lifecycle_status: string;
  target_lifecycle_status: string | null;
  /** Whether something in it went wrong, so that nothing but leaving environments may follow. */
  broken: number;
  started_at: number;
  ended_at: number | null;
  updated_at: number | null;
  updated_by: string | null;
}

/** A row of the table `session_action`. */
export interface SessionActionRow {
  session_id: string;
  position: number;
  job_id: string;
  status: string;
  kind: "envEnter" | "envExit" | "taskRun" | "syncInputJobAttachments";
  step_id: string | null;
  task_position: number | null;
  environment_id: string | null;
  parameters: string | null;
  started_at: number | null;
  ended_at: number | null;
  worker_updated_at: number | null;
  process_exit_code: number | null;
  progress_percent: number | null;
  progress_message: string | null;
  manifests: string | null;
}

/** An environment of a job or a step, as the worker fetches it. */
export interface StoredEnvironment {
  readonly id: string;
  readonly schemaVersion: string;
  readonly template: unknown;
}

/** Reads a JSON column that may be null. */
export function parseColumn(text: string | null): unknown {
  return text === null ? undefined : JSON.parse(text);
}
