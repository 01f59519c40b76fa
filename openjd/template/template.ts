import type { JobParameterDefinition } from "../parameters/definition.ts";
import { environment, environments } from "./environment.ts";
import { TemplateError } from "./issues.ts";
import { description, isPrintable } from "./names.ts";
import { parameterDefinition } from "./parameter_definition.ts";
import { checkEnvironmentReferences, checkJobReferences } from "./references.ts";
import { choice, formatText, isObject, list, object, optional, Place } from "./shape.ts";
import { required, type Shape, text, uniqueBy } from "./shape.ts";
import { step, steps } from "./step.ts";
import type { Environment, EnvironmentTemplate, JobTemplate, StepTemplate } from "./types.ts";

/** Extensions of the specification that this package understands. */
export const SUPPORTED_EXTENSIONS: readonly string[] = ["TASK_CHUNKING", "REDACTED_ENV_VARS"];

const extensions: Shape<string[]> = (value, place) => {
  const read = list(text({ min: 1 }), { min: 1 })(value, place);
  uniqueBy((name: string) => name, "extension")(read, place);
  read?.forEach((name, index) => {
    if (!SUPPORTED_EXTENSIONS.includes(name)) {
      const known = SUPPORTED_EXTENSIONS.join(", ");
      place.at(index).report(`extension "${name}" is not supported; known are ${known}`);
    }
  });
  return read;
};

const parameterDefinitions: Shape<JobParameterDefinition[]> = (value, place) => {
  const read = list(parameterDefinition, { min: 1, max: 50 })(value, place);
  uniqueBy((each: JobParameterDefinition) => each.name, "job parameter")(read, place);
  return read;
};

const head = {
  $schema: optional(text()),
  extensions: optional(extensions),
  parameterDefinitions: optional(parameterDefinitions),
};

const jobName: Shape<string> = (value, place) => {
  const name = formatText({ min: 1 })(value, place);
  if (name === undefined) return undefined;
  if (!isPrintable(name)) return place.report("must be free of control characters");
  if (!name.includes("{{") && [...name].length > 128) {
    return place.report(`must have at most 128 characters, not ${[...name].length}`);
  }
  return name;
};

const jobTemplate: Shape<JobTemplate> = object<JobTemplate>({
  specificationVersion: required(choice("jobtemplate-2023-09")),
  ...head,
  name: required(jobName),
  description: optional(description),
  jobEnvironments: optional(environments),
  steps: required(steps),
}, (template, place) => {
  checkJobReferences(template, place);
  checkNamesAcross(template, place);
});

const environmentTemplate: Shape<EnvironmentTemplate> = object<EnvironmentTemplate>({
  specificationVersion: required(choice("environment-2023-09")),
  ...head,
  environment: required(environment),
}, (template, place) => {
  checkEnvironmentReferences(
    template.environment,
    template.parameterDefinitions,
    place.at("environment"),
  );
});

/** A session enters the environments of its job and of its step, so their names must differ. */
function checkNamesAcross(template: JobTemplate, place: Place): void {
  const names = new Set(template.jobEnvironments?.map((each) => each.name));
  template.steps.forEach((each, index) =>
    each.stepEnvironments?.forEach(({ name }, position) => {
      if (names.has(name)) {
        place.at("steps", index, "stepEnvironments", position).report(
          `an environment of the job is already named "${name}"`,
        );
      }
    })
  );
}

/**
 * Checks a job template that has been parsed already.
 *
 * @throws {TemplateError} With everything that is wrong in it.
 */
export function decodeJobTemplate(document: unknown): JobTemplate {
  return decode(document, jobTemplate, "job template");
}

/**
 * Checks an environment template that has been parsed already.
 *
 * @throws {TemplateError} With everything that is wrong in it.
 */
export function decodeEnvironmentTemplate(document: unknown): EnvironmentTemplate {
  return decode(document, environmentTemplate, "environment template");
}

/** Options for {@linkcode decodeStepTemplate} and {@linkcode decodeEnvironment}. */
export interface DecodePartOptions {
  /** Extensions that the template asked for from which the part is taken. */
  extensions?: readonly string[] | undefined;
}

/**
 * Checks one step on its own, as a worker is given it. What it refers to is checked when it runs,
 * as the parameters of its job are not part of it.
 *
 * @throws {TemplateError} With everything that is wrong in it.
 */
export function decodeStepTemplate(
  document: unknown,
  { extensions }: DecodePartOptions = {},
): StepTemplate {
  return read(document, step, "step template", extensions);
}

/**
 * Checks one environment on its own, as a worker is given it.
 *
 * @throws {TemplateError} With everything that is wrong in it.
 */
export function decodeEnvironment(
  document: unknown,
  { extensions }: DecodePartOptions = {},
): Environment {
  return read(document, environment, "environment", extensions);
}

function decode<T>(document: unknown, shape: Shape<T>, subject: string): T {
  const asked = isObject(document) && Array.isArray(document.extensions) ? document.extensions : [];
  return read(document, shape, subject, asked.map(String));
}

function read<T>(
  document: unknown,
  shape: Shape<T>,
  subject: string,
  extensions: readonly string[] = [],
): T {
  const place = new Place([], [], new Set(extensions));
  const value = shape(document, place);
  if (place.issues.length > 0 || value === undefined) {
    throw new TemplateError(place.issues, subject);
  }
  return value;
}
