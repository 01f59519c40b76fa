import {
  type EnvironmentTemplate,
  type HostRequirements,
  instantiateJob,
  type JobParameterDefinition,
  mergeParameterDefinitions,
  ParameterError,
  parseDocument,
  parseEnvironmentTemplate,
  parseJobTemplate,
  resolveJobParameters,
  type StepParameterSpace,
  type TaskParameterValues,
  type TaskSpace,
  TemplateError,
} from "@deadline/openjd";
import { invalid } from "../protocol/errors.ts";
import type { RequiredCapabilities } from "../scheduler/capabilities.ts";

/** A value of a parameter as it travels: one member, named after the type, always a text. */
export type WireValue = Readonly<Record<string, string>>;

/** An environment as it stands in its template. */
export interface PlannedEnvironment {
  readonly name: string;
  readonly schemaVersion: string;
  readonly template: unknown;
}

/** A step with the tasks that it will have. */
export interface PlannedStep {
  readonly name: string;
  readonly description: string | undefined;
  /** The step as it stands in the template. */
  readonly template: unknown;
  /** Positions of the steps that must succeed first. */
  readonly dependencies: readonly number[];
  readonly environments: readonly PlannedEnvironment[];
  readonly parameterSpace: unknown;
  readonly requirements: RequiredCapabilities | undefined;
  readonly tasks: TaskSpace;
}

/** What a template and its parameters make. */
export interface PlannedJob {
  readonly name: string;
  readonly description: string | undefined;
  readonly parameters: Readonly<Record<string, WireValue>>;
  readonly parameterDefinitions: readonly JobParameterDefinition[];
  readonly extensions: readonly string[];
  /** Environments in the order in which a session enters them: the queue's, then the job's. */
  readonly environments: readonly PlannedEnvironment[];
  readonly steps: readonly PlannedStep[];
}

/** A template as a request carries it. */
export interface TemplateText {
  readonly template: string;
  readonly templateType: string;
}

/** What a job is planned from. */
export interface PlanInput extends TemplateText {
  readonly parameters: Readonly<Record<string, unknown>>;
  /** The queue's environments, outermost first. */
  readonly queueEnvironments: readonly TemplateText[];
}

const WIRE_NAMES: Readonly<Record<string, string>> = {
  INT: "int",
  FLOAT: "float",
  STRING: "string",
  PATH: "path",
  "CHUNK[INT]": "chunkInt",
};

/**
 * Plans a job: reads the template, fills in the parameters and spreads out the steps.
 *
 * @throws {ServiceError} `ValidationException` that says what is wrong with the template or the
 * parameters, and where.
 */
export function planJob(input: PlanInput): PlannedJob {
  return explain(() => {
    const queueEnvironments = input.queueEnvironments.map(readEnvironment);
    const template = parseJobTemplate(input.template, documentType(input.templateType));
    const raw = parseDocument(input.template, documentType(input.templateType)) as RawTemplate;
    const merged = mergeParameterDefinitions(template, queueEnvironments.map((e) => e.parsed));
    const values = resolveJobParameters(
      template,
      givenValues(input.parameters, merged.definitions),
      {
        environments: queueEnvironments.map((environment) => environment.parsed),
      },
    );
    const job = instantiateJob(template, values);
    const positions = new Map(job.steps.map((step, index) => [step.name, index]));
    return {
      name: job.name,
      description: job.description,
      parameters: Object.fromEntries(
        Object.entries(values).map(([name, { type, value }]) => [name, wire(type, value)]),
      ),
      parameterDefinitions: merged.definitions,
      extensions: job.extensions,
      environments: [
        ...queueEnvironments.map(({ raw }) => planned(raw.environment, "environment-2023-09")),
        ...(raw.jobEnvironments ?? []).map((e) => planned(e, template.specificationVersion)),
      ],
      steps: job.steps.map((step, index) => ({
        name: step.name,
        description: step.description,
        template: raw.steps[index],
        dependencies: step.dependencies.map((name) => positions.get(name)!),
        environments: (raw.steps[index]!.stepEnvironments ?? [])
          .map((environment) => planned(environment, template.specificationVersion)),
        parameterSpace: step.parameterSpace && showSpace(step.parameterSpace),
        requirements: step.hostRequirements && showRequirements(step.hostRequirements),
        tasks: step.tasks,
      })),
    };
  });
}

/**
 * Reads an environment template.
 *
 * @throws {ServiceError} `ValidationException` that says what is wrong with it.
 */
export function readEnvironmentTemplate(template: string, templateType: string): { name: string } {
  const { parsed } = explain(() => readEnvironment({ template, templateType }));
  return { name: parsed.environment.name };
}

/** The parameters of a task as they travel. */
export function wireTaskParameters(values: TaskParameterValues): Record<string, WireValue> {
  return Object.fromEntries(
    Object.entries(values).map(([name, { type, value }]) => [name, wire(type, value)]),
  );
}

interface RawEnvironment {
  name: string;
}

interface RawTemplate {
  jobEnvironments?: RawEnvironment[];
  steps: { stepEnvironments?: RawEnvironment[] }[];
}

function readEnvironment(
  { template, templateType }: TemplateText,
): { parsed: EnvironmentTemplate; raw: { environment: RawEnvironment } } {
  const type = documentType(templateType);
  const parsed = parseEnvironmentTemplate(template, type);
  return { parsed, raw: parseDocument(template, type) as { environment: RawEnvironment } };
}

function documentType(type: string): "JSON" | "YAML" {
  return type === "JSON" ? "JSON" : "YAML";
}

function planned(template: RawEnvironment, schemaVersion: string): PlannedEnvironment {
  return { name: template.name, schemaVersion, template };
}

function wire(type: string, value: string): WireValue {
  return { [WIRE_NAMES[type]!]: value };
}

// The member that a value came in must be the one of the parameter's type.
function givenValues(
  parameters: Readonly<Record<string, unknown>>,
  definitions: readonly JobParameterDefinition[],
): Record<string, string> {
  const given: Record<string, string> = {};
  for (const [name, union] of Object.entries(parameters)) {
    const [member, value] = Object.entries(union as WireValue)[0]!;
    const type = definitions.find((definition) => definition.name === name)?.type;
    if (type !== undefined && WIRE_NAMES[type] !== member) {
      throw invalid(
        `Parameter "${name}" is of type ${type}: it takes "${WIRE_NAMES[type]}", not "${member}".`,
      );
    }
    given[name] = value;
  }
  return given;
}

function showSpace({ parameters, combination }: StepParameterSpace): unknown {
  return {
    parameters: parameters.map(({ name, type, chunks }) => ({
      name,
      type: type === "CHUNK[INT]" ? "CHUNK_INT" : type,
      chunks,
    })),
    combination,
  };
}

function showRequirements(
  { amounts = [], attributes = [] }: HostRequirements,
): RequiredCapabilities {
  return { amounts, attributes };
}

function explain<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof TemplateError || error instanceof ParameterError) {
      throw invalid(error.message);
    }
    throw error;
  }
}
