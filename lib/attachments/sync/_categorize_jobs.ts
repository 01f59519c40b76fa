import { getJob } from "../../api/jobs.ts";
import type { CallOptions } from "../../session/call.ts";
import { microsOfIso, withTextTimes } from "./_python_time.ts";
import { allTasks, succeededTasks } from "./_search_all_jobs.ts";
import { countOf } from "./report_words.ts";
import type { SyncAttachments, SyncCheckpoint, SyncJobFacts } from "./sync_checkpoint.ts";
import type { SyncReport } from "./sync_report.ts";

/** The jobs of a run by what became of them since the last one. */
export interface JobCategories {
  /** New, or requeued. */
  added: Set<string>;
  /** Changed. */
  updated: Set<string>;
  /** Not changed. */
  unchanged: Set<string>;
  /** Ended, so that all its outputs are there. */
  completed: Set<string>;
  /** No longer a candidate. */
  inactive: Set<string>;
  /** Without job attachments. */
  attachmentsFree: Set<string>;
  /** Without a storage profile, where one is needed. */
  missingProfile: Set<string>;
}

/**
 * Tells what became of jobs since the last run. What only `GetJob` tells is taken from the
 * checkpoint or asked for, and put into the candidates.
 */
export async function categorizeJobs(
  ids: { farmId: string; queueId: string },
  checkpoint: SyncCheckpoint,
  candidates: Map<string, SyncJobFacts>,
  completed: number,
  report: SyncReport,
  options: CallOptions,
): Promise<JobCategories> {
  const known = new Map(checkpoint.jobs.map(({ job }) => [job.jobId, job]));
  const needsProfile = checkpoint.localStorageProfileId !== null;
  const categories: JobCategories = {
    added: new Set(),
    updated: new Set(),
    unchanged: new Set(),
    completed: new Set(),
    inactive: new Set(),
    attachmentsFree: new Set(),
    missingProfile: new Set(),
  };
  report.line(
    `categorized ${countOf(candidates.size, "job")} (${known.size} in checkpoint)`,
  );
  for (const [jobId, before] of known) {
    if (candidates.has(jobId)) continue;
    categories.inactive.add(jobId);
    tellRetired(before, report);
  }
  const isDone = (job: SyncJobFacts) =>
    succeededTasks(job) === allTasks(job) && job.endedAt !== undefined &&
    microsOfIso(job.endedAt) < completed;
  for (const [jobId, job] of candidates) {
    const before = known.get(jobId);
    // A job that is only remembered by its id was requeued.
    if (!before || Object.keys(before).length === 1) {
      const { attachments, storageProfileId } = job;
      if (attachments === undefined) await addAttachments(ids, job, options);
      else Object.assign(job, { attachments, storageProfileId: storageProfileId ?? null });
      categorizeNew(job, needsProfile, categories, candidates, isDone, report);
    } else if (before.attachments === null || before.attachments === undefined) {
      candidates.set(jobId, before);
      categories.attachmentsFree.add(jobId);
    } else if ((before.storageProfileId ?? null) === null && needsProfile) {
      candidates.set(jobId, before);
      categories.missingProfile.add(jobId);
    } else {
      job.attachments = before.attachments;
      job.storageProfileId = before.storageProfileId ?? null;
      const isSame = succeededTasks(before) === succeededTasks(job) &&
        before.endedAt === job.endedAt;
      if (isSame) report.entry("UNCHANGED", job.name!, [jobId]);
      else {
        const tasks = `${succeededTasks(before)} -> ${succeededTasks(job)}/${allTasks(job)}`;
        report.entry("UPDATED", `${before.name} (${tasks} tasks succeeded)`, [jobId]);
      }
      const category = isSame ? "unchanged" : isDone(job) ? "completed" : "updated";
      categories[category].add(jobId);
    }
  }
  return categories;
}

/** What only `GetJob` tells, in the order of the Python client. */
async function addAttachments(
  ids: { farmId: string; queueId: string },
  job: SyncJobFacts,
  options: CallOptions,
): Promise<void> {
  const whole = await getJob({ ...ids, jobId: job.jobId }, options);
  job.attachments = attachmentsOf(whole);
  job.storageProfileId = whole.storageProfileId ?? null;
}

const MANIFEST_MEMBERS = [
  "fileSystemLocationName",
  "rootPath",
  "rootPathFormat",
  "outputRelativeDirectories",
  "inputManifestPath",
  "inputManifestHash",
] as const;

/** The attachments of a job in the order of the Python client; `null` if it has none. */
export function attachmentsOf(
  { attachments }: { attachments?: { manifests?: object[]; fileSystem?: string } | undefined },
): SyncAttachments | null {
  if (!attachments) return null;
  const manifests = (attachments.manifests ?? []).map((manifest) => {
    const told = withTextTimes(manifest) as Record<string, unknown>;
    const members = MANIFEST_MEMBERS.filter((name) => told[name] !== undefined);
    return Object.fromEntries(members.map((name) => [name, told[name]]));
  });
  const { fileSystem } = attachments;
  return { manifests, ...fileSystem && { fileSystem } } as unknown as SyncAttachments;
}

function categorizeNew(
  job: SyncJobFacts,
  needsProfile: boolean,
  categories: JobCategories,
  candidates: Map<string, SyncJobFacts>,
  isDone: (job: SyncJobFacts) => boolean,
  report: SyncReport,
): void {
  const { jobId, name, attachments } = job;
  const title = `${name} (${succeededTasks(job)}/${allTasks(job)} tasks succeeded)`;
  if (!attachments) {
    report.entry("NEW", title, [jobId, "does not use job attachments"]);
    candidates.set(jobId, { jobId, name, attachments: null });
    categories.attachmentsFree.add(jobId);
  } else if (!job.storageProfileId && needsProfile) {
    report.entry("NEW", name!, [jobId]);
    report.warning(`${name} (${jobId}): no storage profile, its output will not be downloaded`);
    categories.missingProfile.add(jobId);
  } else {
    const roots = attachments.manifests.map(({ rootPath, rootPathFormat }) =>
      `output root: ${rootPath} (${rootPathFormat})`
    );
    report.entry("NEW", title, [jobId, ...roots]);
    categories[isDone(job) ? "completed" : "added"].add(jobId);
  }
}

function tellRetired(job: SyncJobFacts, report: SyncReport): void {
  if (Object.keys(job).length === 1) return;
  const reason = job.attachments === null
    ? "no job attachments, no longer active"
    : allTasks(job) > 0 && succeededTasks(job) === allTasks(job)
    ? "job succeeded"
    : "no longer a download candidate (likely suspended, canceled or failed)";
  report.entry("RETIRED", job.name ?? job.jobId, [job.jobId, reason]);
}
