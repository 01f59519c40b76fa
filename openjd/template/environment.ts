import { description, title } from "./names.ts";
import { action, embeddedFiles } from "./script.ts";
import { formatText, map, object, optional, type Place, required, type Shape } from "./shape.ts";
import { text, uniqueBy } from "./shape.ts";
import { list } from "./shape.ts";
import type { Action, Environment, EnvironmentScript } from "./types.ts";

const variableName = text({
  min: 1,
  max: 256,
  pattern: /^[A-Za-z_][A-Za-z0-9_]*$/,
  what: "a name for an environment variable: letters, digits and underscores, no digit first",
});

const script: Shape<EnvironmentScript> = object<EnvironmentScript>({
  actions: required(object<{ onEnter?: Action; onExit?: Action }>(
    { onEnter: optional(action), onExit: optional(action) },
    (actions, place) => {
      if (!actions.onEnter && !actions.onExit) place.report("must have onEnter or onExit");
    },
  )),
  embeddedFiles: optional(embeddedFiles),
});

/** Reads an environment. */
export const environment: Shape<Environment> = object<Environment>(
  {
    name: required(title),
    description: optional(description),
    script: optional(script),
    variables: optional(map(variableName, formatText({ max: 2048 }))),
  },
  (environment, place) => {
    if (!environment.script && !environment.variables) {
      place.report("must have a script or variables");
    }
    if (environment.variables && Object.keys(environment.variables).length === 0) {
      place.at("variables").report("must have at least 1 variable");
    }
  },
);

const namedOnce = uniqueBy((each: Environment) => each.name, "environment");

/** Reads a list of environments. */
export function environments(value: unknown, place: Place): Environment[] | undefined {
  const read = list(environment, { min: 1 })(value, place);
  namedOnce(read, place);
  return read;
}
