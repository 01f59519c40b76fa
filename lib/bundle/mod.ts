/**
 * Job bundles: directories with a job template and the values to submit it with.
 *
 * @module
 */
export type { AssetReferences } from "./asset_references.ts";
export { BundleError } from "./bundle_error.ts";
export {
  type BundleParameter,
  type BundleSettings,
  resolveBundleParameters,
  type ResolveBundleParametersOptions,
} from "./bundle_parameters.ts";
export {
  exportBundle,
  type ExportBundleInput,
  type ExportBundleOptions,
  parameterValuesOf,
} from "./export_bundle.ts";
export { HookError } from "./hook_error.ts";
export type { HookAssets, HookOutput } from "./hook_output.ts";
export {
  describeHooks,
  findHooks,
  type FindHooksOptions,
  type HookSettings,
  type HookSource,
} from "./hook_sources.ts";
export { type HookDefinition, type HookMoment, type HooksFile, readHooks } from "./hooks_file.ts";
export type { JobFields } from "./job_fields.ts";
export { type BundleEntry, listBundles } from "./list_bundles.ts";
export { getQueueEnvironmentTemplates } from "./queue_environment_templates.ts";
export { getQueueParameterDefinitions, queueParametersOf } from "./queue_parameters.ts";
export {
  type Bundle,
  type BundleParameterValue,
  readBundle,
  type ReadBundleOptions,
} from "./read_bundle.ts";
export { type HookFacts, runHooks, type RunHooksOptions } from "./run_hooks.ts";
export {
  saveToHistory,
  type SaveToHistoryInput,
  type SaveToHistoryOptions,
} from "./save_to_history.ts";
export {
  type AttachmentPlan,
  planAttachments,
  type PlanAttachmentsInput,
  type PlanAttachmentsOptions,
} from "./plan_attachments.ts";
export {
  type AssetDescription,
  describeAssets,
  type DescribedFile,
  type DescribedGroup,
} from "./describe_assets.ts";
export { describeRequest } from "./describe_request.ts";
export { saveDebugSnapshot } from "./debug_snapshot.ts";
export type { JobAttachmentsFileSystem } from "./job_attachments.ts";
export type { ClassifiedPaths } from "./known_paths.ts";
export type { PreparedSubmission, SubmissionSource } from "./prepare_submission.ts";
export {
  type SentAttachments,
  type SubmissionSummary,
  submitBundle,
  type SubmitBundleInput,
  type SubmitBundleOptions,
  type SubmitProgress,
  type SubmittedJob,
} from "./submit_bundle.ts";
export { type HookedSubmission, runPreSubmissionHooks } from "./submission_hooks.ts";
export { waitForCreation } from "./wait_for_creation.ts";
export { type BundleParts, writeBundle, type WriteBundleOptions } from "./write_bundle.ts";
export { type BundleInfo, type BundleInfoParameter, readBundleInfo } from "./shared/bundle_info.ts";
export {
  hiddenSharedBundles,
  hideSharedBundle,
  unhideSharedBundle,
  type VisibilityOptions,
} from "./shared/bundle_visibility.ts";
export {
  downloadSharedBundle,
  type DownloadSharedBundleInput,
  type DownloadSharedBundleOptions,
  getSharedBundleInfo,
  listSharedBundles,
  type SharedBundleEntry,
  type SharedBundleOptions,
  type SharedBundleProgress,
  type UploadedSharedBundle,
  uploadSharedBundle,
  type UploadSharedBundleInput,
  type UploadSharedBundleOptions,
} from "./shared/shared_bundles.ts";
