import { referencesIn } from "../format_string.ts";
import type { JobParameterDefinition } from "../parameters/definition.ts";
import type { Place } from "./shape.ts";
import type { Action, EmbeddedFile, Environment, JobTemplate, StepTemplate } from "./types.ts";

/** Names that are known in every session. */
const SESSION = [
  "Session.WorkingDirectory",
  "Session.HasPathMappingRules",
  "Session.PathMappingRulesFile",
];

/** Checks that every format string of a job template refers only to what is known where it stands. */
export function checkJobReferences(template: JobTemplate, place: Place): void {
  const submission = submissionScope(template.parameterDefinitions);
  const session = sessionScope(template.parameterDefinitions);
  check(template.name, submission, place.at("name"));
  template.jobEnvironments?.forEach((environment, index) =>
    checkEnvironment(environment, session, place.at("jobEnvironments", index))
  );
  template.steps.forEach((step, index) =>
    checkStep(step, submission, session, place.at("steps", index))
  );
}

/** Checks one environment against the parameters it is used with. */
export function checkEnvironmentReferences(
  environment: Environment,
  parameters: JobParameterDefinition[] | undefined,
  place: Place,
): void {
  checkEnvironment(environment, sessionScope(parameters), place);
}

/** What is known before any worker is: paths only as they were given. */
function submissionScope(parameters: JobParameterDefinition[] = []): Set<string> {
  return new Set(
    parameters.flatMap(({ name, type }) =>
      type === "PATH" ? [`RawParam.${name}`] : [`Param.${name}`, `RawParam.${name}`]
    ),
  );
}

function sessionScope(parameters: JobParameterDefinition[] = []): Set<string> {
  return new Set([
    ...SESSION,
    ...parameters.flatMap(({ name }) => [`Param.${name}`, `RawParam.${name}`]),
  ]);
}

function checkStep(
  step: StepTemplate,
  submission: Set<string>,
  session: Set<string>,
  place: Place,
): void {
  step.stepEnvironments?.forEach((environment, index) =>
    checkEnvironment(environment, session, place.at("stepEnvironments", index))
  );
  step.hostRequirements?.attributes?.forEach(({ anyOf, allOf }, index) => {
    const at = place.at("hostRequirements", "attributes", index);
    checkAll(anyOf, submission, at.at("anyOf"));
    checkAll(allOf, submission, at.at("allOf"));
  });
  const definitions = step.parameterSpace?.taskParameterDefinitions ?? [];
  definitions.forEach((definition, index) => {
    const at = place.at("parameterSpace", "taskParameterDefinitions", index);
    if (Array.isArray(definition.range)) {
      checkAll(definition.range.map(String), submission, at.at("range"));
    } else {
      check(definition.range, submission, at.at("range"));
    }
    if (definition.type === "CHUNK[INT]") {
      for (const key of ["defaultTaskCount", "targetRuntimeSeconds"] as const) {
        check(String(definition.chunks[key] ?? ""), submission, at.at("chunks", key));
      }
    }
  });
  const { embeddedFiles = [], actions } = step.script;
  const scope = new Set([
    ...session,
    ...definitions.flatMap(({ name }) => [`Task.Param.${name}`, `Task.RawParam.${name}`]),
    ...embeddedFiles.map(({ name }) => `Task.File.${name}`),
  ]);
  checkFiles(embeddedFiles, scope, place.at("script", "embeddedFiles"));
  checkAction(actions.onRun, scope, place.at("script", "actions", "onRun"));
}

function checkEnvironment(environment: Environment, session: Set<string>, place: Place): void {
  for (const [name, value] of Object.entries(environment.variables ?? {})) {
    check(value, session, place.at("variables", name));
  }
  const { embeddedFiles = [], actions = {} } = environment.script ?? {};
  const scope = new Set([...session, ...embeddedFiles.map(({ name }) => `Env.File.${name}`)]);
  checkFiles(embeddedFiles, scope, place.at("script", "embeddedFiles"));
  checkAction(actions.onEnter, scope, place.at("script", "actions", "onEnter"));
  checkAction(actions.onExit, scope, place.at("script", "actions", "onExit"));
}

function checkFiles(files: EmbeddedFile[], scope: Set<string>, place: Place): void {
  files.forEach(({ data }, index) => check(data, scope, place.at(index, "data")));
}

function checkAction(action: Action | undefined, scope: Set<string>, place: Place): void {
  if (!action) return;
  check(action.command, scope, place.at("command"));
  checkAll(action.args, scope, place.at("args"));
}

function checkAll(formats: string[] | undefined, scope: Set<string>, place: Place): void {
  formats?.forEach((format, index) => check(format, scope, place.at(index)));
}

function check(format: string, scope: Set<string>, place: Place): void {
  if (!format.includes("{{")) return;
  for (const name of new Set(referencesIn(format))) {
    if (!scope.has(name)) place.report(unknown(name, scope));
  }
}

function unknown(name: string, scope: Set<string>): string {
  const message = `"{{${name}}}" refers to nothing that is known here`;
  const raw = name.replace(/^Param\./, "RawParam.");
  if (raw !== name && scope.has(raw)) {
    return `${message}: a PATH is only known on a worker; "{{${raw}}}" is the path as it was given`;
  }
  const similar = [...scope].find((each) => each.toLowerCase() === name.toLowerCase());
  return similar ? `${message}; "{{${similar}}}" would` : message;
}
