import {
  decodeEnvironmentTemplate,
  decodeJobTemplate,
  type EnvironmentTemplate,
  type JobParameterDefinition,
  type JobTemplate,
  SUPPORTED_EXTENSIONS,
  TemplateError,
  type TemplateIssue,
} from "@deadline/openjd";
import { isObject } from "../_is_object.ts";
import { isParameterType } from "./parameter_type.ts";

/**
 * Reads a job template. One that asks for an extension which `@deadline/openjd` does not run is read as
 * far as a submission needs: the rest of it is for the service to check.
 *
 * @throws {TemplateError} With everything that is wrong in it.
 */
export function readJobTemplate(document: unknown): JobTemplate {
  if (!asksForMore(document)) return decodeJobTemplate(document);
  const issues: TemplateIssue[] = [];
  const { name, steps } = document;
  checkVersion(document, "jobtemplate-2023-09", issues);
  if (typeof name !== "string" || name === "") wrong(issues, "name", "must be a text");
  const isList = Array.isArray(steps) && steps.length > 0;
  if (!isList) wrong(issues, "steps", "must be a list with at least one step");
  for (const [index, step] of (isList ? steps : []).entries()) {
    if (!isObject(step)) wrong(issues, `steps[${index}]`, "must be an object");
    else if (typeof step.name !== "string") {
      wrong(issues, `steps[${index}] -> name`, "must be a text");
    }
  }
  const parameterDefinitions = readDefinitions(document, issues);
  if (issues.length > 0) throw new TemplateError(issues, "job template");
  return { ...document, parameterDefinitions } as unknown as JobTemplate;
}

/**
 * Reads an environment template, as {@linkcode readJobTemplate} reads a job template.
 *
 * @throws {TemplateError} With everything that is wrong in it.
 */
export function readEnvironmentTemplate(document: unknown): EnvironmentTemplate {
  if (!asksForMore(document)) return decodeEnvironmentTemplate(document);
  const issues: TemplateIssue[] = [];
  checkVersion(document, "environment-2023-09", issues);
  if (!isObject(document.environment)) wrong(issues, "environment", "must be an object");
  const parameterDefinitions = readDefinitions(document, issues);
  if (issues.length > 0) throw new TemplateError(issues, "environment template");
  return { ...document, parameterDefinitions } as unknown as EnvironmentTemplate;
}

type Values = Record<string, unknown>;

function asksForMore(document: unknown): document is Values {
  return isObject(document) && Array.isArray(document.extensions) &&
    document.extensions.some((name) => !SUPPORTED_EXTENSIONS.includes(name));
}

function checkVersion({ specificationVersion }: Values, wanted: string, issues: TemplateIssue[]) {
  if (specificationVersion !== wanted) wrong(issues, "specificationVersion", `must be ${wanted}`);
}

function readDefinitions(
  { parameterDefinitions }: Values,
  issues: TemplateIssue[],
): JobParameterDefinition[] | undefined {
  if (parameterDefinitions === undefined) return undefined;
  if (!Array.isArray(parameterDefinitions)) {
    wrong(issues, "parameterDefinitions", "must be a list");
    return undefined;
  }
  return parameterDefinitions.flatMap((each, index) =>
    readDefinition(each, `parameterDefinitions[${index}]`, issues) ?? []
  );
}

/** Names of types are taken in any case, as the Python client takes them. */
function readDefinition(
  value: unknown,
  path: string,
  issues: TemplateIssue[],
): JobParameterDefinition | undefined {
  if (!isObject(value)) return wrong(issues, path, "must be an object");
  const type = String(value.type).toUpperCase();
  if (typeof value.name !== "string" || value.name === "") {
    return wrong(issues, `${path} -> name`, "must be a text");
  }
  if (!isParameterType(type)) {
    return wrong(issues, `${path} -> type`, `"${value.type}" is no type of a parameter`);
  }
  const { default: preset, allowedValues } = value;
  return {
    ...value,
    type,
    ...preset !== undefined && { default: textOf(preset) },
    ...Array.isArray(allowedValues) && { allowedValues: allowedValues.map(textOf) },
  } as unknown as JobParameterDefinition;
}

/** A value as the text that stands for it: a list as JSON. */
function textOf(value: unknown): string {
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function wrong(issues: TemplateIssue[], path: string, message: string): undefined {
  issues.push({ path, message });
}
