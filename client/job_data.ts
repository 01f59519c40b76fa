import type { JobDetail, JobSession, JobTask, SessionAction, Step } from "@/server/contract.ts";
import { jobPath, loadList, loadOne } from "./api.ts";
import { type Resource, useResource } from "./resource.ts";
import { lineage } from "./selection.ts";
import { totalOf } from "./status.ts";
import { useThrottled } from "./throttled.ts";

/** A job with its farm and queue. */
export interface JobPlace {
  farmId: string;
  queueId: string;
  jobId: string;
}

/** The job itself. */
export function useJob(place: JobPlace | undefined, revision: number): Resource<JobDetail> {
  const path = place && jobPath(place.farmId, place.queueId, place.jobId);
  return useResource<JobDetail>(
    "job.detail",
    path ? { name: "Read the job", of: path, lineage: lineage(), load: loadOne(path) } : undefined,
    revision,
  );
}

/** Its steps. */
export function useSteps(place: JobPlace | undefined, revision: number): Resource<Step[]> {
  const path = place && `${jobPath(place.farmId, place.queueId, place.jobId)}/steps`;
  return useResource<Step[]>(
    "job.steps",
    path ? { name: "List steps", of: path, lineage: lineage(), load: loadList(path) } : undefined,
    revision,
  );
}

const MANY = 500;
const VERY_MANY = 5000;

/**
 * The tasks of a step. They are read again only when the counts of the step changed, and the more
 * there are, the less often: ten thousand tasks are a hundred calls.
 */
export function useTasks(place: JobPlace | undefined, step: Step | undefined): Resource<JobTask[]> {
  const total = step ? totalOf(step.counts) : 0;
  const pause = total > VERY_MANY ? 20_000 : total > MANY ? 5000 : 500;
  const counts = useThrottled(step ? JSON.stringify(step.counts) : "", pause);
  const path = place && step &&
    `${jobPath(place.farmId, place.queueId, place.jobId)}/steps/${step.stepId}/tasks`;
  return useResource<JobTask[]>(
    "job.tasks",
    path
      ? {
        name: "List tasks",
        target: step!.name,
        of: path,
        lineage: lineage(),
        load: loadList(path),
      }
      : undefined,
    counts,
  );
}

/** Its sessions, newest first. */
export function useSessions(place: JobPlace | undefined, revision: number): Resource<JobSession[]> {
  const path = place && `${jobPath(place.farmId, place.queueId, place.jobId)}/sessions`;
  return useResource<JobSession[]>(
    "job.sessions",
    path
      ? { name: "List sessions", of: path, lineage: lineage(), load: loadList(path) }
      : undefined,
    revision,
  );
}

/** What a session did. */
export function useActions(
  place: JobPlace | undefined,
  sessionId: string | undefined,
  revision: number,
): Resource<SessionAction[]> {
  const path = place && sessionId &&
    `${jobPath(place.farmId, place.queueId, place.jobId)}/sessions/${sessionId}/actions`;
  return useResource<SessionAction[]>(
    "job.actions",
    path
      ? { name: "List session actions", of: path, lineage: lineage(), load: loadList(path) }
      : undefined,
    revision,
  );
}

/** The session that a session action belongs to; its id is part of the action's. */
export function sessionOf(sessionActionId: string | undefined): string | undefined {
  const hex = /^sessionaction-([0-9a-f]{32})-\d+$/.exec(sessionActionId ?? "")?.[1];
  return hex && `session-${hex}`;
}

/** The parameters of a task in one line: `Frame 12 · Camera left`. */
export function describeTask({ parameters }: Pick<JobTask, "parameters">): string {
  return parameters.length === 0
    ? "The only task"
    : parameters.map(({ name, value }) => `${name} ${value}`).join(" · ");
}
