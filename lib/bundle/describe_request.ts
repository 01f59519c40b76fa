import type { CreateJobInput } from "../api/shapes.ts";
import type { CallOptions } from "../session/call.ts";
import { toCreateJobInput } from "./_assemble_submission.ts";
import { prepareSubmission } from "./prepare_submission.ts";
import type { SubmitBundleInput } from "./submission.ts";

/**
 * Tells what `CreateJob` would be called with for a bundle, but for its attachments: those are known
 * only when the files have been hashed. Nothing is sent.
 *
 * @throws {BundleError} if the bundle cannot be used as it is.
 * @throws {DeadlineError} if the queue cannot be asked.
 * @throws The signal's reason, untouched, if it aborts.
 *
 * ```ts
 * import { describeRequest } from "@deadline/client/bundle";
 *
 * const { parameters } = await describeRequest("samples/hello", {
 *   farmId: "farm-0123456789abcdef0123456789abcdef",
 *   queueId: "queue-0123456789abcdef0123456789abcdef",
 * });
 * console.log(parameters);
 * ```
 */
export async function describeRequest(
  directory: string,
  input: SubmitBundleInput,
  options: CallOptions = {},
): Promise<CreateJobInput> {
  const prepared = await prepareSubmission(directory, input, options);
  return toCreateJobInput(prepared, input, undefined);
}
