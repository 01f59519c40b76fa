import type { SubmitRequest } from "./contract.ts";
import type { Asked } from "./equivalent.ts";

/** Fields of a submission that are options of the command line, too. */
const OPTIONS = {
  name: "--name",
  priority: "--priority",
  maxFailedTasksCount: "--max-failed-tasks-count",
  maxRetriesPerTask: "--max-retries-per-task",
  maxWorkerCount: "--max-worker-count",
  targetTaskRunStatus: "--target-task-run-status",
  storageProfileId: "--storage-profile-id",
} as const;

/** What a submission asks of AWS, so that people can submit the same from a terminal or a script. */
export function submitAsked({ bundle, ...input }: SubmitRequest): Asked {
  const { farmId, queueId, parameters } = input;
  const words = Object.entries(parameters).flatMap((pair) => ["--parameter", pair.join("=")]);
  for (const [field, option] of Object.entries(OPTIONS)) {
    const value = input[field as keyof typeof OPTIONS];
    if (value !== undefined) words.push(option, String(value));
  }
  if (input.requirePathsExist) words.push("--require-paths-exist");
  return {
    call: "CreateJob",
    cli: "bundle submit",
    library: "submitBundle",
    subject: bundle,
    ids: { farmId, queueId },
    words,
    input,
  };
}
