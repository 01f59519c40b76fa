import { environments } from "./environment.ts";
import { hostRequirements } from "./host_requirements.ts";
import { description, title } from "./names.ts";
import { parameterSpace } from "./parameter_space.ts";
import { action, embeddedFiles } from "./script.ts";
import {
  list,
  object,
  optional,
  type Place,
  required,
  type Shape,
  text,
  uniqueBy,
} from "./shape.ts";
import type { Action, StepScript, StepTemplate } from "./types.ts";

const dependencies = (value: unknown, place: Place) => {
  const read = list(object<{ dependsOn: string }>({ dependsOn: required(text({ min: 1 })) }), {
    min: 1,
  })(value, place);
  uniqueBy((each: { dependsOn: string }) => each.dependsOn, "dependency")(read, place);
  return read;
};

/** Reads one step. */
export const step: Shape<StepTemplate> = object<StepTemplate>(
  {
    name: required(title),
    description: optional(description),
    dependencies: optional(dependencies),
    stepEnvironments: optional(environments),
    hostRequirements: optional(hostRequirements),
    parameterSpace: optional(parameterSpace),
    script: required(object<StepScript>({
      actions: required(object<{ onRun: Action }>({ onRun: required(action) })),
      embeddedFiles: optional(embeddedFiles),
    })),
  },
);

/** Reads the steps of a job and checks what they depend on. */
export const steps: Shape<StepTemplate[]> = (value, place) => {
  const read = list(step, { min: 1 })(value, place);
  uniqueBy((each: StepTemplate) => each.name, "step")(read, place);
  if (read) checkDependencies(read, place);
  return read;
};

function checkDependencies(steps: StepTemplate[], place: Place): void {
  const byName = new Map(steps.map((each) => [each.name, each]));
  steps.forEach((each, index) =>
    each.dependencies?.forEach(({ dependsOn }, position) => {
      const at = place.at(index, "dependencies", position, "dependsOn");
      if (dependsOn === each.name) at.report(`step "${each.name}" cannot depend on itself`);
      else if (!byName.has(dependsOn)) at.report(`there is no step "${dependsOn}"`);
    })
  );
  const cycle = findCycle(steps);
  if (cycle) place.report(`steps depend on each other in a circle: ${cycle.join(" -> ")}`);
}

/** The names along one circle of dependencies, its first name again at the end. */
function findCycle(steps: StepTemplate[]): string[] | undefined {
  const dependencies = new Map(
    steps.map((each) => [each.name, each.dependencies?.map((one) => one.dependsOn) ?? []]),
  );
  const done = new Set<string>();
  for (const { name } of steps) {
    // An explicit stack: a template may chain more steps than the call stack is deep.
    const trail: { name: string; next: number }[] = [{ name, next: 0 }];
    const onTrail = new Set([name]);
    while (trail.length > 0) {
      const top = trail[trail.length - 1];
      const following = done.has(top.name) ? undefined : dependencies.get(top.name)?.[top.next++];
      if (following === undefined) {
        done.add(top.name);
        onTrail.delete(top.name);
        trail.pop();
      } else if (onTrail.has(following) && following !== top.name) {
        const names = trail.map((each) => each.name);
        return [...names.slice(names.indexOf(following)), following];
      } else if (!done.has(following) && following !== top.name) {
        trail.push({ name: following, next: 0 });
        onTrail.add(following);
      }
    }
  }
}
