import type { ParameterValue } from "../parameters/definition.ts";
import type { Combination } from "./combination.ts";

/** The types that a task parameter can have. */
export type TaskParameterType = "INT" | "FLOAT" | "STRING" | "PATH" | "CHUNK[INT]";

/** Values of the parameters of one task by name. */
export type TaskParameterValues = Record<string, ParameterValue<TaskParameterType>>;

/** The values that one task parameter takes, which can be counted and indexed. */
export interface TaskParameterAxis {
  /** Name of the parameter. */
  name: string;
  /** Type of its values. */
  type: TaskParameterType;
  /** How many values there are. */
  size: number;
  /** The value at an index. */
  at(index: number): string;
}

/** The tasks of a step, made only when asked for: a million of them take no memory. */
export interface TaskSpace extends Iterable<TaskParameterValues> {
  /** How many tasks there are. */
  readonly size: number;
  /**
   * The parameters of the task at `index`, counted from 0.
   *
   * @throws {RangeError} If there is no such task.
   */
  at(index: number): TaskParameterValues;
}

interface Node {
  size: number;
  fill(index: number, into: TaskParameterValues): void;
}

/**
 * The tasks that a combination of axes makes. The parameter that stands last changes fastest.
 *
 * @throws {RangeError} If parts that stand side by side have different lengths.
 */
export function taskSpace(axes: readonly TaskParameterAxis[], combination: Combination): TaskSpace {
  const root = node(new Map(axes.map((axis) => [axis.name, axis])), combination);
  function at(index: number): TaskParameterValues {
    if (!Number.isInteger(index) || index < 0 || index >= root.size) {
      throw new RangeError(`No task at index ${index}: there are ${root.size}`);
    }
    const values: TaskParameterValues = {};
    root.fill(index, values);
    return values;
  }
  return {
    size: root.size,
    at,
    *[Symbol.iterator]() {
      for (let index = 0; index < root.size; index++) yield at(index);
    },
  };
}

/** The space of a step without parameters: one task, which has none. */
export const SINGLE_TASK: TaskSpace = taskSpace([], { kind: "product", parts: [] });

function node(axes: Map<string, TaskParameterAxis>, combination: Combination): Node {
  if (combination.kind === "parameter") {
    const axis = axes.get(combination.name)!;
    return {
      size: axis.size,
      fill: (index, into) => {
        into[axis.name] = { type: axis.type, value: axis.at(index) };
      },
    };
  }
  const parts = combination.parts.map((part) => node(axes, part));
  if (combination.kind === "association") {
    const sizes = parts.map((part) => part.size);
    if (new Set(sizes).size > 1) {
      throw new RangeError(`parts in parentheses must be of one length, not ${sizes.join(", ")}`);
    }
    return {
      size: sizes[0],
      fill: (index, into) => parts.forEach((part) => part.fill(index, into)),
    };
  }
  const size = parts.reduce((product, part) => product * part.size, 1);
  if (!Number.isSafeInteger(size)) throw new RangeError("there are too many tasks to count");
  return {
    size,
    fill(index, into) {
      let stride = size;
      let rest = index;
      for (const part of parts) {
        stride /= part.size;
        part.fill(Math.floor(rest / stride), into);
        rest %= stride;
      }
    },
  };
}
