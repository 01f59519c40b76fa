/** A field that searches may name: how SQL reaches it and what kind of value it has. */
export interface Field {
  readonly sql: string;
  readonly kind: "text" | "number" | "time";
}

/** What one kind of record can be searched by. */
export interface Searchable {
  /** Fields by the name that a search gives them. */
  readonly fields: ReadonlyMap<string, Field>;
  /** Texts, in small letters, that a search term is looked for in. */
  readonly terms: readonly string[];
  /** The column that a term is compared with if it is, or begins like, an id. */
  readonly id: string;
  /** The column that holds parameters as JSON; absent where there are none. */
  readonly parameters?: string;
}

const text = (sql: string): Field => ({ sql, kind: "text" });
const number = (sql: string): Field => ({ sql, kind: "number" });
const time = (sql: string): Field => ({ sql, kind: "time" });

function times(alias: string): [string, Field][] {
  return [
    ["CREATED_AT", time(`${alias}.created_at`)],
    ["CREATED_BY", text(`${alias}.created_by`)],
    ["UPDATED_AT", time(`${alias}.updated_at`)],
    ["UPDATED_BY", text(`${alias}.updated_by`)],
  ];
}

function runTimes(alias: string): [string, Field][] {
  return [
    ["STARTED_AT", time(`${alias}.started_at`)],
    ["ENDED_AT", time(`${alias}.ended_at`)],
  ];
}

/** What jobs can be searched by. */
export const searchableJobs: Searchable = {
  fields: new Map([
    ["JOB_ID", text("j.id")],
    ["QUEUE_ID", text("j.queue_id")],
    ["NAME", text("j.name")],
    ["PRIORITY", number("j.priority")],
    ["LIFECYCLE_STATUS", text("j.lifecycle_status")],
    ["TASK_RUN_STATUS", text("j.task_run_status")],
    ["TARGET_TASK_RUN_STATUS", text("j.target_task_run_status")],
    ["TASK_FAILURE_RETRY_COUNT", number("j.task_failure_retry_count")],
    ["MAX_FAILED_TASKS_COUNT", number("j.max_failed_tasks_count")],
    ["MAX_RETRIES_PER_TASK", number("j.max_retries_per_task")],
    ["MAX_WORKER_COUNT", number("j.max_worker_count")],
    ["SOURCE_JOB_ID", text("j.source_job_id")],
    ...times("j"),
    ...runTimes("j"),
  ]),
  terms: ["j.name_folded"],
  id: "j.id",
  parameters: "j.parameters",
};

/** What steps can be searched by. */
export const searchableSteps: Searchable = {
  fields: new Map([
    ["STEP_ID", text("s.id")],
    ["JOB_ID", text("s.job_id")],
    ["QUEUE_ID", text("j.queue_id")],
    ["NAME", text("s.name")],
    ["LIFECYCLE_STATUS", text("s.lifecycle_status")],
    ["TASK_RUN_STATUS", text("s.task_run_status")],
    ["TARGET_TASK_RUN_STATUS", text("s.target_task_run_status")],
    ["TASK_FAILURE_RETRY_COUNT", number("s.task_failure_retry_count")],
    ...times("s"),
    ...runTimes("s"),
  ]),
  terms: ["lower(s.name)"],
  id: "s.id",
};

/** What tasks can be searched by. */
export const searchableTasks: Searchable = {
  fields: new Map([
    ["STEP_ID", text("t.step_id")],
    ["JOB_ID", text("s.job_id")],
    ["QUEUE_ID", text("j.queue_id")],
    ["RUN_STATUS", text("t.run_status")],
    ["TARGET_RUN_STATUS", text("t.target_run_status")],
    ["FAILURE_RETRY_COUNT", number("t.failure_retry_count")],
    ["UPDATED_AT", time("t.updated_at")],
    ["UPDATED_BY", text("t.updated_by")],
    ["CREATED_AT", time("s.created_at")],
    ...runTimes("t"),
  ]),
  terms: ["(SELECT lower(group_concat(atom, ' ')) FROM json_tree(t.parameters))"],
  id: "t.step_id",
  parameters: "t.parameters",
};

/** What workers can be searched by. */
export const searchableWorkers: Searchable = {
  fields: new Map([
    ["WORKER_ID", text("w.id")],
    ["FLEET_ID", text("w.fleet_id")],
    ["STATUS", text("w.status")],
    ["HOST_NAME", text("json_extract(w.host_properties, '$.hostName')")],
    ...times("w"),
  ]),
  terms: ["lower(json_extract(w.host_properties, '$.hostName'))"],
  id: "w.id",
};
