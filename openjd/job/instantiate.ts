import { resolveFormatString, type Symbols } from "../format_string.ts";
import { type JobParameterValues, parameterSymbols } from "../parameters/resolve.ts";
import { formatPath, TemplateError, type TemplateIssue } from "../template/issues.ts";
import { isPrintable } from "../template/names.ts";
import type { Environment, HostRequirements, JobTemplate } from "../template/types.ts";
import type { ParameterSpaceDefinition, StepScript, StepTemplate } from "../template/types.ts";
import { parseCombination } from "./combination.ts";
import { SINGLE_TASK, type TaskParameterType, type TaskSpace, taskSpace } from "./task_space.ts";
import { taskAxis } from "./task_axis.ts";

/** A job: a template whose parameters have values. */
export interface Job {
  /** Name of the job, resolved. */
  name: string;
  /** What the job does. */
  description?: string | undefined;
  /** Extensions of the specification in use. */
  extensions: string[];
  /** Values of the job's parameters. */
  parameters: JobParameterValues;
  /** Environments of the job; what they refer to is resolved in the session. */
  environments: Environment[];
  /** The steps, in the order of the template. */
  steps: JobStep[];
}

/** A step of a job. */
export interface JobStep {
  /** Name of the step. */
  name: string;
  /** What the step does. */
  description?: string | undefined;
  /** Names of the steps that must have succeeded before. */
  dependencies: string[];
  /** Environments of the step; what they refer to is resolved in the session. */
  environments: Environment[];
  /** What a worker must have, resolved. */
  hostRequirements?: HostRequirements | undefined;
  /** The task parameters and how they combine; absent if the step has a single task. */
  parameterSpace?: StepParameterSpace | undefined;
  /** The tasks. */
  tasks: TaskSpace;
  /** What a task runs; what it refers to is resolved in the session. */
  script: StepScript;
}

/** The task parameters of a step and how they combine. */
export interface StepParameterSpace {
  /** The parameters, in the order of the template. */
  parameters: { name: string; type: TaskParameterType; chunks?: ResolvedChunks | undefined }[];
  /** The combination expression of the template. */
  combination?: string | undefined;
}

/** How a `CHUNK[INT]` parameter is divided, resolved. */
export interface ResolvedChunks {
  /** Values in one task. */
  defaultTaskCount: number;
  /** Seconds that a task should take. */
  targetRuntimeSeconds?: number | undefined;
  /** Whether a chunk must be an unbroken run of numbers. */
  rangeConstraint: "CONTIGUOUS" | "NONCONTIGUOUS";
}

/**
 * Makes a job from a template and the values of its parameters, as `resolveJobParameters` gives
 * them. Tasks are not listed here, but counted and made when asked for.
 *
 * @throws {TemplateError} If the template cannot be used with these values, for instance if a
 * range is not one any more.
 *
 * @example Ten frames
 * ```ts
 * import { instantiateJob, parseJobTemplate, resolveJobParameters } from "@deadline/openjd";
 * import { assertEquals } from "@std/assert";
 *
 * const template = parseJobTemplate(`
 * specificationVersion: jobtemplate-2023-09
 * name: "Shot {{Param.Shot}}"
 * parameterDefinitions: [{ name: Shot, type: STRING }]
 * steps:
 *   - name: Render
 *     parameterSpace: { taskParameterDefinitions: [{ name: Frame, type: INT, range: 1-10 }] }
 *     script: { actions: { onRun: { command: render, args: ["{{Task.Param.Frame}}"] } } }
 * `, "YAML");
 * const job = instantiateJob(template, resolveJobParameters(template, { Shot: "sh010" }));
 * assertEquals(job.name, "Shot sh010");
 * assertEquals(job.steps[0].tasks.size, 10);
 * assertEquals(job.steps[0].tasks.at(9), { Frame: { type: "INT", value: "10" } });
 * ```
 */
export function instantiateJob(template: JobTemplate, parameters: JobParameterValues): Job {
  const issues: TemplateIssue[] = [];
  const symbols = parameterSymbols(parameters);
  const name = attempt(issues, ["name"], () => resolveName(template.name, symbols));
  const steps = template.steps.map((step, index) => instantiateStep(step, index, symbols, issues));
  if (issues.length > 0) throw new TemplateError(issues, "template with these parameters");
  return {
    name: name!,
    description: template.description,
    extensions: template.extensions ?? [],
    parameters,
    environments: template.jobEnvironments ?? [],
    steps,
  };
}

function resolveName(format: string, symbols: Symbols): string {
  const name = resolveFormatString(format, symbols);
  const length = [...name].length;
  if (length < 1 || length > 128) {
    throw new RangeError(`must have 1 to 128 characters once resolved, not ${length}`);
  }
  if (!isPrintable(name)) throw new RangeError("must be free of control characters once resolved");
  return name;
}

function instantiateStep(
  step: StepTemplate,
  index: number,
  symbols: Symbols,
  issues: TemplateIssue[],
): JobStep {
  const at = ["steps", index];
  const space = step.parameterSpace &&
    instantiateSpace(step.parameterSpace, symbols, issues, [...at, "parameterSpace"]);
  return {
    name: step.name,
    description: step.description,
    dependencies: step.dependencies?.map(({ dependsOn }) => dependsOn) ?? [],
    environments: step.stepEnvironments ?? [],
    hostRequirements: attempt(
      issues,
      [...at, "hostRequirements"],
      () => resolveRequirements(step.hostRequirements, symbols),
    ),
    parameterSpace: space?.description,
    tasks: space?.tasks ?? SINGLE_TASK,
    script: step.script,
  };
}

function instantiateSpace(
  { taskParameterDefinitions: definitions, combination }: ParameterSpaceDefinition,
  symbols: Symbols,
  issues: TemplateIssue[],
  at: (string | number)[],
): { description: StepParameterSpace; tasks: TaskSpace } | undefined {
  const axes = definitions.map((definition, index) =>
    attempt(
      issues,
      [...at, "taskParameterDefinitions", index, "range"],
      () => taskAxis(definition, symbols),
    )
  );
  const complete = axes.filter((axis) => axis !== undefined);
  if (complete.length < axes.length) return undefined;
  const names = definitions.map(({ name }) => name);
  const tasks = attempt(
    issues,
    [...at, "combination"],
    () => taskSpace(complete, parseCombination(combination ?? names.join(" * "), names)),
  );
  const parameters = complete.map(({ name, type, chunks }) => ({ name, type, chunks }));
  return tasks && { description: { parameters, combination }, tasks };
}

function resolveRequirements(
  requirements: HostRequirements | undefined,
  symbols: Symbols,
): HostRequirements | undefined {
  return requirements && {
    ...requirements,
    ...(requirements.attributes && {
      attributes: requirements.attributes.map(({ name, anyOf, allOf }) => ({
        name,
        ...(anyOf && { anyOf: anyOf.map((value) => resolveFormatString(value, symbols)) }),
        ...(allOf && { allOf: allOf.map((value) => resolveFormatString(value, symbols)) }),
      })),
    }),
  };
}

/** Runs `make`; what it throws becomes an issue at `path`. */
function attempt<T>(
  issues: TemplateIssue[],
  path: (string | number)[],
  make: () => T,
): T | undefined {
  try {
    return make();
  } catch (error) {
    issues.push({ path: formatPath(path), message: (error as Error).message });
  }
}
