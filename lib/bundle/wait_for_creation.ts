import { getJob } from "../api/jobs.ts";
import type { JobIds } from "../api/wait_for_job.ts";
import { DeadlineError } from "../errors/mod.ts";
import type { CallOptions } from "../session/call.ts";
import { sleep } from "../task/mod.ts";

const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 5_000;
const TIMEOUT = 300_000;

/**
 * Waits until the service has made a job of its template.
 *
 * @throws {DeadlineError} with code `CreateFailed` if it cannot; if a call fails, or it takes too long.
 * @throws The signal's reason, untouched, if it aborts.
 *
 * ```ts
 * import { waitForCreation } from "@deadline/client/bundle";
 *
 * const job = { farmId: "farm-...", queueId: "queue-...", jobId: "job-..." };
 * console.log((await waitForCreation(job)).message);
 * ```
 */
export async function waitForCreation(
  input: JobIds,
  options: CallOptions = {},
): Promise<{ lifecycleStatus: string; message: string }> {
  const start = performance.now();
  for (let pause = FIRST_PAUSE;; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
    const job = await getJob(input, options);
    const [lifecycleStatus = "", message = ""] = [job.lifecycleStatus, job.lifecycleStatusMessage];
    if (lifecycleStatus === "CREATE_FAILED") {
      throw new DeadlineError({
        operation: "CreateJob",
        code: "CreateFailed",
        reason: message || `the service could not make job "${input.jobId}"`,
        hint: "Correct the template, then submit it again",
      });
    }
    if (lifecycleStatus !== "CREATE_IN_PROGRESS") return { lifecycleStatus, message };
    if (performance.now() - start > TIMEOUT) {
      throw new DeadlineError({
        operation: "CreateJob",
        code: "Timeout",
        reason: `job "${input.jobId}" was still being made after ${TIMEOUT / 1000} s`,
        retryable: true,
        hint: "The service goes on making it; look at the job list",
      });
    }
    await sleep(pause, { signal: options.signal });
  }
}
