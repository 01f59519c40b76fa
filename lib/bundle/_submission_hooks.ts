import type { CreateJobInput } from "../api/shapes.ts";
import type { AssetReferences } from "./asset_references.ts";
import { type PreparedSubmission, settle } from "./prepare_submission.ts";
import { type HookFacts, runHooks, type RunHooksOptions } from "./run_hooks.ts";
import type { SubmitBundleInput } from "./submission.ts";
import { runPreSubmissionHooks } from "./submission_hooks.ts";

/** A submission as the hooks before it left it. */
export interface HookedPreparation {
  prepared: PreparedSubmission;
  /** The priority, if a hook gave one. */
  priority?: number;
}

/** Runs the hooks before a submission; what they change is taken in, as if it had been so before. */
export async function applyHooks(
  prepared: PreparedSubmission,
  input: SubmitBundleInput,
  options: RunHooksOptions,
): Promise<HookedPreparation> {
  const { hooks = [], cwd, parameters = {} } = input;
  if (!hooks.some((source) => source.hooks.preSubmission?.length)) return { prepared };
  const { bundle, values, priority } = await runPreSubmissionHooks(
    hooks,
    prepared.bundle,
    factsOf(prepared, input),
    parameters,
    { ...options, cwd },
  );
  return {
    prepared: settle({ ...prepared, bundle }, { ...input, parameters: values }),
    ...priority !== undefined && { priority },
  };
}

/** Runs the hooks after a submission. What fails in them is only told. */
export async function runPostSubmissionHooks(
  prepared: PreparedSubmission,
  input: SubmitBundleInput,
  { request, jobId }: { request: CreateJobInput; jobId: string },
  options: RunHooksOptions,
): Promise<void> {
  const facts = { ...factsOf(prepared, input), submissionPayload: request, jobId };
  await runHooks(input.hooks ?? [], "postSubmission", facts, options);
}

function factsOf(
  { bundle, settings }: PreparedSubmission,
  input: SubmitBundleInput,
): HookFacts {
  const { farmId, queueId, name, submitterName = "Custom", storageProfileId } = input;
  const parameters = settings.parameters.map(({ definition, value = null }) =>
    [definition.name, value] as const
  );
  return {
    jobName: name || bundle.template.name,
    priority: input.priority ?? settings.fields.priority ?? input.defaults?.priority ?? 50,
    farmId,
    queueId,
    jobBundleDir: bundle.directory,
    parameters: Object.fromEntries(parameters),
    submitterName,
    assetReferences: documentOf(bundle.assetReferences),
    storageProfileId,
  };
}

/** References as the file of a bundle has them. */
function documentOf(references: AssetReferences): unknown {
  return {
    assetReferences: {
      inputs: { filenames: references.inputFiles, directories: references.inputDirectories },
      outputs: { directories: references.outputDirectories },
      referencedPaths: references.referencedPaths,
    },
  };
}
