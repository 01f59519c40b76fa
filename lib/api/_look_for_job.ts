import { parseDocument } from "@deadline/openjd";
import type { CallOptions } from "../session/call.ts";
import type { Session } from "../session/session.ts";
import type { Reconciliation } from "../session/unknown_change.ts";
import { CLOCK_SKEW, TIME_GRAIN } from "./_look_at_state.ts";
import { isAnothers } from "./_made_jobs.ts";
import { searchAll, searchJobs } from "./search.ts";
import type { CreateJobInput, JobSearchSummary } from "./shapes.ts";

/** Looks for the job that a `CreateJob` call may have made: by its time, name and parameters. */
export async function lookForJob(
  input: CreateJobInput,
  since: Date,
  options: CallOptions & { session: Session; maker: object },
): Promise<Reconciliation> {
  const { maker, ...calls } = options;
  const name = nameOf(input);
  const from = new Date(since.getTime() - CLOCK_SKEW);
  const search = {
    farmId: input.farmId!,
    queueIds: [input.queueId!],
    filter: {
      times: { createdAt: { from } },
      ...(name.exact === undefined ? {} : { fields: { name: name.exact } }),
    },
    sort: [{ field: "createdAt", descending: true }],
  };
  const found: JobSearchSummary[] = [];
  for await (const job of searchAll(searchJobs, search, calls)) {
    if (isAnothers(calls.session, job.jobId!, maker)) continue;
    if (name.pattern.test(job.name ?? "")) found.push(job);
  }
  return judge(found, input, since, name.text);
}

function judge(
  found: readonly JobSearchSummary[],
  input: CreateJobInput,
  since: Date,
  name: string,
): Reconciliation {
  const what = `SearchJobs for "${name}" created since ${since.toISOString()}`;
  if (found.length === 0) return { effect: "not sent", checked: `${what}: there is none` };
  const ours = found.filter((job) =>
    (job.createdAt?.getTime() ?? 0) >= since.getTime() - TIME_GRAIN && !contradicts(job, input)
  );
  if (ours.length === 1) {
    const [{ jobId }] = ours;
    return { effect: "applied", checked: `${what}: ${jobId}`, jobId };
  }
  const ids = found.slice(0, 3).map((job) => job.jobId).join(", ");
  const checked = `${what}: ${found.length} that may be it or another's (${ids})`;
  return { effect: "unknown", checked };
}

/** The name that the service gives the job; its format strings may become anything. */
function nameOf(input: CreateJobInput): { text: string; exact?: string; pattern: RegExp } {
  const text = input.nameOverride ?? templateName(input) ?? "";
  if (text === "") return { text: "any name", pattern: /^/ };
  const pieces = text.split(/\{\{.*?\}\}/s);
  const pattern = new RegExp(`^${pieces.map((piece) => RegExp.escape(piece)).join(".*")}$`, "s");
  return pieces.length === 1 ? { text, exact: text, pattern } : { text, pattern };
}

function templateName({ template, templateType }: CreateJobInput): string | undefined {
  if (!template || !templateType) return undefined;
  const { name } = parseDocument(template, templateType) as { name?: unknown };
  return typeof name === "string" ? name : undefined;
}

/** Whether a job shows another value for a parameter than was sent. */
function contradicts(job: JobSearchSummary, input: CreateJobInput): boolean {
  const shown = (job.jobParameters ?? {}) as Record<string, object>;
  return Object.entries(input.parameters ?? {}).some(([name, value]) =>
    shown[name] && textOf(shown[name]) !== textOf(value)
  );
}

function textOf(parameter: object): string {
  return String(Object.values(parameter)[0]);
}
