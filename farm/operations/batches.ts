import type * as sdk from "@aws-sdk/client-deadline";
import {
  showJob,
  showSession,
  showSessionAction,
  showStep,
  showTask,
  showWorker,
} from "../jobs/show.ts";
import { ServiceError } from "../protocol/errors.ts";
import { getJob, getSession, getSessionAction, getStep, getTask } from "../store/jobs.ts";
import type { WorkerRow } from "../store/rows.ts";
import { getWorker } from "../store/workers.ts";
import type { Checked, Context, Output } from "./context.ts";
import { jobAttachments, updateJob } from "./jobs.ts";
import { updateTask } from "./tasks.ts";

/** Operations that do the same for up to a hundred things; each succeeds or fails by itself. */
export const batches = {
  BatchGetJob({ identifiers }: Identifiers<sdk.BatchGetJobIdentifier>, { db }: Context): Output {
    const { items: jobs, errors } = each(identifiers, (key) => {
      const row = getJob(db, key);
      return { ...showJob(row), attachments: jobAttachments(row.id, db) };
    });
    return { jobs, errors };
  },

  BatchGetStep({ identifiers }: Identifiers<sdk.BatchGetStepIdentifier>, { db }: Context): Output {
    const { items: steps, errors } = each(identifiers, (key) => showStep(getStep(db, key), db));
    return { steps, errors };
  },

  BatchGetTask({ identifiers }: Identifiers<sdk.BatchGetTaskIdentifier>, { db }: Context): Output {
    const { items: tasks, errors } = each(identifiers, (key) => {
      const { task, step } = getTask(db, key);
      return showTask(task, step);
    });
    return { tasks, errors };
  },

  BatchGetSession(
    { identifiers }: Identifiers<sdk.BatchGetSessionIdentifier>,
    { db }: Context,
  ): Output {
    const { items: sessions, errors } = each(identifiers, (key) => {
      const session = getSession(db, key);
      const worker = db.get<WorkerRow>("SELECT * FROM worker WHERE id = ?", session.worker_id);
      return showSession(session, worker);
    });
    return { sessions, errors };
  },

  BatchGetSessionAction(
    { identifiers }: Identifiers<sdk.BatchGetSessionActionIdentifier>,
    { db }: Context,
  ): Output {
    const { items: sessionActions, errors } = each(
      identifiers,
      (key) => showSessionAction(getSessionAction(db, key)),
    );
    return { sessionActions, errors };
  },

  BatchGetWorker(
    { identifiers }: Identifiers<sdk.BatchGetWorkerIdentifier>,
    { db }: Context,
  ): Output {
    const { items: workers, errors } = each(
      identifiers,
      ({ farmId, fleetId, workerId }) => showWorker(getWorker(db, farmId, fleetId, workerId)),
    );
    return { workers, errors };
  },

  BatchUpdateJob({ jobs }: Checked<sdk.BatchUpdateJobRequest>, context: Context): Output {
    const { errors } = each(jobs as Checked<sdk.BatchUpdateJobItem>[], (job) => {
      updateJob(job, context);
      return {};
    }, ["farmId", "queueId", "jobId"]);
    return { errors };
  },

  BatchUpdateTask({ tasks }: Checked<sdk.BatchUpdateTaskRequest>, context: Context): Output {
    const { errors } = each(tasks as Checked<sdk.BatchUpdateTaskItem>[], (task) => {
      updateTask(task, context);
      return {};
    }, ["farmId", "queueId", "jobId", "stepId", "taskId"]);
    return { errors };
  },
};

interface Identifiers<T> {
  readonly identifiers: readonly Checked<T>[];
}

/**
 * Does something for each key; what the service would refuse becomes an error of that item.
 *
 * @param idMembers The members of a key that name the item; all of them unless told.
 */
function each<K extends object>(
  keys: readonly K[],
  work: (key: K) => Output,
  idMembers: readonly string[] = Object.keys(keys[0] ?? {}),
): { items: Output[]; errors: Output[] } {
  const items: Output[] = [];
  const errors: Output[] = [];
  for (const key of keys) {
    const ids = Object.fromEntries(idMembers.map((name) => [name, key[name as keyof K]]));
    try {
      items.push({ ...ids, ...work(key) });
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      errors.push({ ...ids, code: error.name, message: error.message });
    }
  }
  return { items, errors };
}
