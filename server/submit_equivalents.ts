import { BundleError, describeRequest } from "@deadline/client/bundle";
import type { CallOptions } from "@deadline/client";
import { TaskError } from "@deadline/client/task";
import { checkSubmitRequest } from "./check_submit_request.ts";
import type { Console } from "./console.ts";
import type { SubmitEquivalents, SubmitRequest } from "./contract.ts";
import { equivalents } from "./equivalent.ts";
import { inputOf } from "./submit.ts";
import { submitAsked } from "./submit_asked.ts";

/** Writes a submission as a command line, as TypeScript, and as what `CreateJob` is called with. */
export async function submitEquivalents(
  request: SubmitRequest,
  console: Console,
  call: CallOptions & { signal: AbortSignal },
): Promise<SubmitEquivalents> {
  checkSubmitRequest(request);
  const bundle = await console.roots.resolve(request.bundle);
  const config = await console.selection.config(call.signal);
  try {
    const input = inputOf(request, bundle, config);
    const { template, ...args } = await describeRequest(bundle, input, call);
    const { cli, typescript } = equivalents(submitAsked({ ...request, bundle }));
    return {
      cli: noteOf(request) + cli!,
      typescript: typescript!,
      json: `${JSON.stringify({ ...args, template }, undefined, 2)}\n`,
    };
  } catch (error) {
    if (!(error instanceof BundleError)) throw error;
    throw new TaskError(error.message, { code: "BundleError", status: 422, cause: error });
  }
}

/** A comment for what the command line cannot say. */
function noteOf(request: SubmitRequest): string {
  const missing = missingOf(request);
  if (missing.length === 0) return "";
  return `# Not on the command line: ${missing.join(", ")}. Save the form as a bundle for these.\n`;
}

/** What the command line has no option for. */
function missingOf({ description, assets, hostRequirements }: SubmitRequest): string[] {
  const added = Object.values(assets ?? {}).reduce((sum, paths) => sum + paths.length, 0);
  return [
    description === undefined ? "" : "the description",
    added > 0 ? `${added} added path${added === 1 ? "" : "s"}` : "",
    hostRequirements ? "the host requirements" : "",
  ].filter((one) => one !== "");
}
