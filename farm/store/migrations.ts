/** The farm's tables; each entry brings the one before it a version further. */
export const farmMigrations: readonly string[] = [
  `
  -- Farms, queues, fleets and all else that is only configured: what the API shows, as JSON.
  CREATE TABLE resource (
    kind TEXT NOT NULL, id TEXT NOT NULL, parent TEXT NOT NULL,
    created_at INTEGER NOT NULL, document TEXT NOT NULL,
    PRIMARY KEY (kind, id)
  );
  CREATE INDEX resource_by_parent ON resource (kind, parent, created_at, id);

  CREATE TABLE tag (resource_id TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL,
    PRIMARY KEY (resource_id, key)) WITHOUT ROWID;

  -- Answers to requests that carried a client token, so that a repeat gets the same one.
  CREATE TABLE client_token (
    caller TEXT NOT NULL, operation TEXT NOT NULL, token TEXT NOT NULL,
    request_hash TEXT NOT NULL, response TEXT NOT NULL, created_at INTEGER NOT NULL,
    PRIMARY KEY (caller, operation, token)
  ) WITHOUT ROWID;

  CREATE TABLE worker (
    id TEXT PRIMARY KEY, farm_id TEXT NOT NULL, fleet_id TEXT NOT NULL, status TEXT NOT NULL,
    host_properties TEXT, capabilities TEXT, last_seen INTEGER NOT NULL,
    created_at INTEGER NOT NULL, created_by TEXT NOT NULL, updated_at INTEGER, updated_by TEXT
  );
  CREATE INDEX worker_by_fleet ON worker (fleet_id, created_at, id);

  -- What lists and searches show of a job; large texts are in job_document.
  CREATE TABLE job (
    id TEXT PRIMARY KEY, farm_id TEXT NOT NULL, queue_id TEXT NOT NULL, name TEXT NOT NULL,
    priority INTEGER NOT NULL, lifecycle_status TEXT NOT NULL,
    lifecycle_status_message TEXT NOT NULL, task_run_status TEXT NOT NULL,
    target_task_run_status TEXT, task_run_status_counts TEXT NOT NULL, ready INTEGER NOT NULL,
    task_failure_retry_count INTEGER NOT NULL DEFAULT 0, max_failed_tasks_count INTEGER NOT NULL,
    max_retries_per_task INTEGER NOT NULL, max_worker_count INTEGER, storage_profile_id TEXT,
    source_job_id TEXT, description TEXT, parameters TEXT NOT NULL,
    created_at INTEGER NOT NULL, created_by TEXT NOT NULL, started_at INTEGER, ended_at INTEGER,
    updated_at INTEGER, updated_by TEXT,
    name_folded TEXT GENERATED ALWAYS AS (lower(name)) VIRTUAL
  );
  -- The folded name is in the indexes so that a search for a term reads them alone.
  CREATE INDEX job_by_queue ON job (queue_id, created_at, id, name_folded, task_run_status);
  CREATE INDEX job_by_name ON job (queue_id, name, created_at, id);
  CREATE INDEX job_by_status ON job (queue_id, task_run_status, created_at, id, name_folded);
  CREATE INDEX job_by_priority ON job (queue_id, priority, created_at, id, name_folded);
  CREATE INDEX job_ready ON job (queue_id, priority DESC, created_at, id) WHERE ready > 0;

  CREATE TABLE job_document (
    job_id TEXT PRIMARY KEY, template TEXT NOT NULL, template_type TEXT NOT NULL,
    attachments TEXT, environments TEXT NOT NULL, parameter_definitions TEXT NOT NULL,
    extensions TEXT NOT NULL
  );

  CREATE TABLE step (
    id TEXT PRIMARY KEY, job_id TEXT NOT NULL, position INTEGER NOT NULL, name TEXT NOT NULL,
    description TEXT, lifecycle_status TEXT NOT NULL, task_run_status TEXT NOT NULL,
    target_task_run_status TEXT, task_run_status_counts TEXT NOT NULL, ready INTEGER NOT NULL,
    task_failure_retry_count INTEGER NOT NULL DEFAULT 0, unresolved INTEGER NOT NULL,
    parameter_space TEXT, required_capabilities TEXT,
    created_at INTEGER NOT NULL, created_by TEXT NOT NULL, started_at INTEGER, ended_at INTEGER,
    updated_at INTEGER, updated_by TEXT
  );
  CREATE UNIQUE INDEX step_by_job ON step (job_id, position);

  CREATE TABLE step_document (
    step_id TEXT PRIMARY KEY, template TEXT NOT NULL, environments TEXT NOT NULL
  );

  CREATE TABLE step_dependency (
    step_id TEXT NOT NULL, depends_on TEXT NOT NULL, position INTEGER NOT NULL,
    PRIMARY KEY (step_id, depends_on)
  ) WITHOUT ROWID;
  CREATE INDEX step_consumer ON step_dependency (depends_on);

  -- The n-th task of a step; its id is made of the step's id and n.
  CREATE TABLE task (
    step_id TEXT NOT NULL, position INTEGER NOT NULL, run_status TEXT NOT NULL,
    target_run_status TEXT, failure_retry_count INTEGER NOT NULL DEFAULT 0,
    parameters TEXT NOT NULL, latest_session_action_id TEXT,
    started_at INTEGER, ended_at INTEGER, updated_at INTEGER, updated_by TEXT,
    PRIMARY KEY (step_id, position)
  ) WITHOUT ROWID;
  CREATE INDEX task_by_status ON task (step_id, run_status, position);

  CREATE TABLE session (
    id TEXT PRIMARY KEY, farm_id TEXT NOT NULL, queue_id TEXT NOT NULL, job_id TEXT NOT NULL,
    fleet_id TEXT NOT NULL, worker_id TEXT NOT NULL, lifecycle_status TEXT NOT NULL,
    target_lifecycle_status TEXT, broken INTEGER NOT NULL DEFAULT 0,
    started_at INTEGER NOT NULL, ended_at INTEGER, updated_at INTEGER, updated_by TEXT
  );
  CREATE INDEX session_by_job ON session (job_id, started_at, id);
  CREATE INDEX session_by_worker ON session (worker_id, started_at, id);
  CREATE INDEX session_open ON session (worker_id) WHERE ended_at IS NULL;

  CREATE TABLE session_action (
    session_id TEXT NOT NULL, position INTEGER NOT NULL, job_id TEXT NOT NULL,
    status TEXT NOT NULL, kind TEXT NOT NULL, step_id TEXT, task_position INTEGER,
    environment_id TEXT, parameters TEXT, started_at INTEGER, ended_at INTEGER,
    worker_updated_at INTEGER, process_exit_code INTEGER, progress_percent REAL,
    progress_message TEXT, manifests TEXT,
    PRIMARY KEY (session_id, position)
  ) WITHOUT ROWID;
  CREATE INDEX session_action_open ON session_action (session_id, position)
    WHERE status IN ('ASSIGNED', 'SCHEDULED', 'RUNNING', 'CANCELING');
  CREATE INDEX session_action_of_environment ON session_action (session_id, position)
    WHERE environment_id IS NOT NULL;
  CREATE INDEX session_action_by_task ON session_action (step_id, task_position);
  CREATE INDEX session_action_by_job ON session_action (job_id, session_id, position);
  `,
  `
  -- Whether somebody asked the worker to stop.
  ALTER TABLE worker ADD COLUMN stop_asked INTEGER NOT NULL DEFAULT 0;
  `,
];

/** The log service's tables, in a file of their own: they grow fast and matter less. */
export const logMigrations: readonly string[] = [
  `
  CREATE TABLE log_group (name TEXT PRIMARY KEY, created_at INTEGER NOT NULL);
  CREATE TABLE log_stream (
    id INTEGER PRIMARY KEY, group_name TEXT NOT NULL, name TEXT NOT NULL,
    created_at INTEGER NOT NULL, first_event INTEGER, last_event INTEGER, last_ingestion INTEGER,
    next_sequence INTEGER NOT NULL DEFAULT 0,
    UNIQUE (group_name, name)
  );
  CREATE TABLE log_event (
    stream_id INTEGER NOT NULL, timestamp INTEGER NOT NULL, sequence INTEGER NOT NULL,
    ingestion_time INTEGER NOT NULL, message TEXT NOT NULL,
    PRIMARY KEY (stream_id, timestamp, sequence)
  ) WITHOUT ROWID;
  `,
];
