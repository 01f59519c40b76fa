import type { CreateJobInput } from "../api/shapes.ts";
import { isPathType } from "./parameter_type.ts";
import { type PreparedSubmission, settle } from "./prepare_submission.ts";
import { type HookFacts, runHooks, type RunHooksOptions } from "./run_hooks.ts";
import type { SubmitBundleInput } from "./submission.ts";
import { runPreSubmissionHooks } from "./submission_hooks.ts";
import { toAssetDocument } from "./write_bundle.ts";

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
  const { clientToken: _, ...submissionPayload } = request;
  const facts = factsOf(prepared, input);
  const { priority = facts.priority } = request;
  await runHooks(input.hooks ?? [], "postSubmission", {
    ...facts,
    priority,
    submissionPayload,
    jobId,
  }, options);
}

function factsOf(prepared: PreparedSubmission, input: SubmitBundleInput): HookFacts {
  const { bundle, settings } = prepared;
  const { farmId, queueId, name, submitterName = "Custom", storageProfileId } = input;
  const hasAssets = Object.values(bundle.assetReferences).some((paths) => paths.length > 0);
  return {
    jobName: name || bundle.template.name,
    priority: input.priority ?? settings.fields.priority ?? input.defaults?.priority ?? 50,
    farmId,
    queueId,
    jobBundleDir: bundle.directory,
    parameters: valuesOf(prepared),
    submitterName,
    assetReferences: hasAssets ? toAssetDocument(bundle.assetReferences) : {},
    storageProfileId,
  };
}

/**
 * The values of all parameters by name, as they were given, but for paths; defaults are for the
 * service to fill in.
 */
function valuesOf(
  { bundle, given, settings: { parameters, fields } }: PreparedSubmission,
): Record<string, unknown> {
  const raw = new Map(bundle.parameterValues.map(({ name, value }) => [name, value]));
  for (const [name, value] of Object.entries(given)) raw.set(name, value);
  const values: Record<string, unknown> = {};
  for (const { definition: { name, type }, value } of parameters) {
    values[name] = value === undefined ? null : isPathType(type) ? value : raw.get(name) ?? value;
  }
  for (const [name, value] of Object.entries(fields)) values[`deadline:${name}`] = value;
  return values;
}
