import { resolveFormatString, type Symbols } from "../format_string.ts";
import { isFloatText, isIntegerText } from "../parameters/check.ts";
import { RangeExpression } from "../range_expression.ts";
import type { TaskParameterDefinition } from "../template/types.ts";
import { chunk, type NumberList } from "./chunks.ts";
import type { ResolvedChunks } from "./instantiate.ts";
import type { TaskParameterAxis } from "./task_space.ts";

/** An axis, and how it was divided if its values are chunks. */
export interface ResolvedAxis extends TaskParameterAxis {
  /** How the values were put together. */
  chunks?: ResolvedChunks | undefined;
}

/**
 * The values that a task parameter takes, once job parameters are known.
 *
 * @throws {Error} If a range or value is not what its type asks for; the message says which.
 */
export function taskAxis(definition: TaskParameterDefinition, symbols: Symbols): ResolvedAxis {
  const { name, type, range } = definition;
  if (type === "INT") {
    const numbers = integers(range, symbols);
    return { name, type, size: numbers.size, at: (index) => String(numbers.at(index)) };
  }
  if (type === "CHUNK[INT]") {
    const numbers = integers(range, symbols);
    const chunks: ResolvedChunks = {
      defaultTaskCount: wholeNumber(definition.chunks.defaultTaskCount, symbols, 1),
      ...(definition.chunks.targetRuntimeSeconds !== undefined && {
        targetRuntimeSeconds: wholeNumber(definition.chunks.targetRuntimeSeconds, symbols, 0),
      }),
      rangeConstraint: definition.chunks.rangeConstraint,
    };
    const contiguous = chunks.rangeConstraint === "CONTIGUOUS";
    const { size, at } = chunk(numbers, chunks.defaultTaskCount, contiguous);
    return { name, type, size, at, chunks };
  }
  const values = range.map((format) => resolveFormatString(format, symbols));
  values.forEach((value, index) => {
    if (type === "FLOAT" && !isFloatText(value)) {
      throw new RangeError(`value ${index + 1}, "${value}", is not a number`);
    }
    if (type === "PATH" && value === "") throw new RangeError(`value ${index + 1} is empty`);
    if (value.length > 1024) throw new RangeError(`value ${index + 1} is over 1024 characters`);
  });
  return { name, type, size: values.length, at: (index) => values[index] };
}

function integers(range: (number | string)[] | string, symbols: Symbols): NumberList {
  if (!Array.isArray(range)) return RangeExpression.parse(resolveFormatString(range, symbols));
  const numbers = range.map((value) => wholeNumber(value, symbols));
  return { size: numbers.length, at: (index) => numbers[index] };
}

function wholeNumber(value: number | string, symbols: Symbols, least = -Infinity): number {
  const text = resolveFormatString(String(value), symbols);
  if (!isIntegerText(text)) throw new RangeError(`"${text}" is not a whole number`);
  const number = Number(text);
  if (number < least) throw new RangeError(`${number} is less than ${least}`);
  return number;
}
