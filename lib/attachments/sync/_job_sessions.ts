import { forEachBounded } from "../../_for_each_bounded.ts";
import { listSessionActions } from "../../api/session_actions.ts";
import { listSessions } from "../../api/sessions.ts";
import type { CallOptions } from "../../session/call.ts";
import type { AttachmentStore } from "../store.ts";
import { manifestKey } from "../store.ts";
import { xxh128 } from "../hash/xxh128.ts";
import { listKeys } from "../download/_list_keys.ts";
import { isoOfMicros, microsOfIso } from "./_python_time.ts";
import type { JobCategories } from "./_categorize_jobs.ts";
import { countOf } from "./report_words.ts";
import type { SyncCheckpoint, SyncJobFacts } from "./sync_checkpoint.ts";
import type { SyncReport } from "./sync_report.ts";

/** Sessions, or actions of sessions, that are asked for at the same time. */
const AT_ONCE = 3;

/** An action that ran a task, and the manifests of what it made, one for each root of the job. */
export interface OutputAction {
  sessionActionId: string;
  index: number;
  manifests: { outputManifestPath?: string | undefined }[] | undefined;
}

/** A session whose actions are looked at. */
export interface OutputSession {
  sessionId: string;
  endedAt: string | undefined;
  actions: OutputAction[];
}

/** What the sessions of a job tell. */
export interface JobSessions {
  sessions: OutputSession[];
  /** Tasks that failed on the farm, and have not succeeded since. */
  farmFailed: Set<string>;
  succeeded: Set<string>;
}

/** Looks for actions that have made outputs since the last run. */
export async function findJobSessions(
  ids: { farmId: string; queueId: string },
  store: AttachmentStore,
  checkpoint: SyncCheckpoint,
  categories: JobCategories,
  candidates: ReadonlyMap<string, SyncJobFacts>,
  report: SyncReport,
  options: CallOptions,
): Promise<Map<string, JobSessions>> {
  const before = new Map(checkpoint.jobs.map((each) => [each.job.jobId, each]));
  const jobIds = [...categories.completed, ...categories.added, ...categories.updated];
  const found = new Map<string, JobSessions>();
  const slack = checkpoint.eventualConsistencyMaxSeconds * 1e6;
  const started = microsOfIso(checkpoint.downloadsStartedTimestamp);
  await forEachBounded(jobIds, AT_ONCE, async (jobId, signal) => {
    const saved = before.get(jobId)?.sessionEndedTimestamp ?? undefined;
    const isBrandNew = saved === undefined && categories.added.has(jobId);
    const since = (saved === undefined ? started : microsOfIso(saved)) - (isBrandNew ? 0 : slack);
    const sessions: OutputSession[] = [];
    for await (
      const { sessionId, endedAt } of listSessions({ ...ids, jobId }, { ...options, signal })
    ) {
      const ended = endedAt && endedAt.getTime() * 1000;
      if (ended !== undefined && ended < since) continue;
      const text = ended === undefined ? undefined : isoOfMicros(ended);
      sessions.push({ sessionId: sessionId!, endedAt: text, actions: [] });
    }
    if (sessions.length > 0) {
      found.set(jobId, { sessions, farmFailed: new Set(), succeeded: new Set() });
    }
  }, options.signal);
  const pairs = [...found].flatMap(([jobId, job]) =>
    job.sessions.map((session) => ({ jobId, job, session }))
  );
  report.line(`${countOf(pairs.length, "session")} across ${countOf(jobIds.length, "job")}`);
  await forEachBounded(pairs, AT_ONCE, async ({ jobId, job, session }, signal) => {
    const done = before.get(jobId)?.sessionCompletedIndexes?.[session.sessionId] ?? -1;
    const input = { ...ids, jobId, sessionId: session.sessionId };
    for await (const action of listSessionActions(input, { ...options, signal })) {
      const { taskRun } = action.definition ?? {};
      if (!taskRun) continue;
      const index = Number(action.sessionActionId!.split("-").at(-1));
      if (action.status === "FAILED" && taskRun.taskId) job.farmFailed.add(taskRun.taskId);
      if (action.status !== "SUCCEEDED") continue;
      if (taskRun.taskId) job.succeeded.add(taskRun.taskId);
      const { sessionActionId, manifests } = action;
      if (index > done) {
        session.actions.push({ sessionActionId: sessionActionId!, index, manifests });
      }
    }
  }, options.signal);
  for (const [jobId, job] of found) {
    // The service tells of a failure for good, also after the task was requeued and succeeded.
    for (const taskId of job.succeeded) job.farmFailed.delete(taskId);
    await addManifests(ids, store, candidates.get(jobId)!, job, options);
    dropWithoutOutputs(candidates.get(jobId)!, job, report);
  }
  const runs = pairs.reduce((sum, { session }) => sum + session.actions.length, 0);
  report.line(countOf(runs, "task run with output", "task runs with output"));
  report.line("manifest S3 keys populated");
  return found;
}

/** Finds the manifests of actions that do not tell of them, by the keys of the job's outputs. */
async function addManifests(
  { farmId, queueId }: { farmId: string; queueId: string },
  store: AttachmentStore,
  { jobId, name, attachments }: SyncJobFacts,
  { sessions }: JobSessions,
  options: CallOptions,
): Promise<void> {
  const bare = sessions.flatMap(({ actions }) => actions.filter(({ manifests }) => !manifests));
  if (bare.length === 0 || !attachments) return;
  const hashes = await Promise.all(attachments.manifests.map(
    ({ fileSystemLocationName = "", rootPath }) => xxh128(`${fileSystemLocationName}${rootPath}`),
  ));
  for (const action of bare) action.manifests = hashes.map(() => ({}));
  const byId = new Map(bare.map((action) => [action.sessionActionId, action]));
  const prefix = manifestKey(store, "");
  const ofJob = `${prefix}${farmId}/${queueId}/${jobId}/`;
  for (const key of await listKeys(store, ofJob, options)) {
    if (!/^step-.*\/.*\/.*output/.test(key.slice(ofJob.length))) continue;
    const id = /(sessionaction-[^/-]+-[^/-]+)\//.exec(key)?.[1];
    const action = id && byId.get(id);
    if (!action) continue;
    const index = hashes.findIndex((hash) => key.includes(hash));
    if (index < 0) {
      throw new Error(
        `Cannot download outputs of job "${name}" (${jobId}): the manifest "${key}" is of no root ` +
          "that the job has",
      );
    }
    action.manifests![index] = { outputManifestPath: key.slice(prefix.length) };
  }
}

function dropWithoutOutputs(
  { jobId, name }: SyncJobFacts,
  { sessions }: JobSessions,
  report: SyncReport,
): void {
  let [all, without] = [0, 0];
  for (const session of sessions) {
    all += session.actions.length;
    const made = session.actions.filter(({ manifests }) =>
      manifests?.some(({ outputManifestPath }) => outputManifestPath)
    );
    without += session.actions.length - made.length;
    session.actions = made;
  }
  if (without > 0) {
    report.warning(
      `${name} (${jobId}) ran ${without}/${all} task runs with no output: these steps may only ` +
        "validate, or save results elsewhere such as a shared file system or S3",
    );
  }
}
