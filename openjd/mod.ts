/**
 * Open Job Description: job templates, their parameters, and the jobs made from them.
 *
 * Running what a job describes is in `@deadline/openjd/session`; what a form needs, without any
 * import, in `@deadline/openjd/parameters`.
 *
 * @example From a template to its tasks
 * ```ts
 * import { instantiateJob, parseJobTemplate, resolveJobParameters } from "@deadline/openjd";
 * import { assertEquals } from "@std/assert";
 *
 * const template = parseJobTemplate(`
 * specificationVersion: jobtemplate-2023-09
 * name: Frames
 * steps:
 *   - name: Render
 *     parameterSpace: { taskParameterDefinitions: [{ name: Frame, type: INT, range: 1-3 }] }
 *     script: { actions: { onRun: { command: echo, args: ["{{Task.Param.Frame}}"] } } }
 * `, "YAML");
 * const job = instantiateJob(template, resolveJobParameters(template, {}));
 * assertEquals([...job.steps[0].tasks].map((task) => task.Frame.value), ["1", "2", "3"]);
 * ```
 *
 * @module
 */
export * from "./parameters/mod.ts";
export {
  type FormatSegment,
  parseFormatString,
  referencesIn,
  resolveFormatString,
  type Symbols,
} from "./format_string.ts";
export { formatRange, type IntegerRange, RangeExpression } from "./range_expression.ts";
export {
  instantiateJob,
  type Job,
  type JobStep,
  type ResolvedChunks,
  type StepParameterSpace,
} from "./job/instantiate.ts";
export type { TaskParameterType, TaskParameterValues, TaskSpace } from "./job/task_space.ts";
export { mergeParameterDefinitions } from "./parameters/merge.ts";
export type { MergedDefinitions, ParameterSource } from "./parameters/merge.ts";
export {
  type JobParameterValues,
  ParameterError,
  type ParameterIssue,
  parameterSymbols,
  resolveJobParameters,
  type ResolveJobParametersOptions,
} from "./parameters/resolve.ts";
export {
  type DocumentType,
  parseDocument,
  parseEnvironmentTemplate,
  parseJobTemplate,
} from "./template/document.ts";
export { TemplateError, type TemplateIssue } from "./template/issues.ts";
export {
  decodeEnvironment,
  decodeEnvironmentTemplate,
  decodeJobTemplate,
  type DecodePartOptions,
  decodeStepTemplate,
  SUPPORTED_EXTENSIONS,
} from "./template/template.ts";
export type {
  Action,
  Cancelation,
  Chunks,
  EmbeddedFile,
  Environment,
  EnvironmentScript,
  EnvironmentTemplate,
  FormatString,
  HostRequirements,
  JobTemplate,
  ParameterSpaceDefinition,
  StepScript,
  StepTemplate,
  TaskParameterDefinition,
} from "./template/types.ts";
