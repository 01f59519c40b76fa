/** Whole numbers from `start` to `end`, both included, `step` apart; `step` may be negative. */
export interface IntegerRange {
  /** The first number. */
  start: number;
  /** The last number. */
  end: number;
  /** The distance between neighbours, never 0. */
  step: number;
}

/**
 * The numbers of a range expression such as `1-10:2,20`, which can be counted and indexed without
 * listing them.
 *
 * The ranges are put in the order of their least numbers and must not overlap; a descending one
 * (`10-1:-2`) keeps its direction.
 *
 * @example Every second frame, and one more
 * ```ts
 * import { RangeExpression } from "@deadline/openjd";
 * import { assertEquals } from "@std/assert";
 *
 * const frames = RangeExpression.parse("20, 1-10:2");
 * assertEquals(frames.size, 6);
 * assertEquals([...frames], [1, 3, 5, 7, 9, 20]);
 * ```
 */
export class RangeExpression implements Iterable<number> {
  /** How many numbers there are. */
  readonly size: number;
  readonly #ranges: readonly IntegerRange[];
  readonly #starts: readonly number[];

  private constructor(ranges: readonly IntegerRange[]) {
    const starts: number[] = [];
    let size = 0;
    for (const range of ranges) {
      starts.push(size);
      size += countOf(range);
    }
    this.#ranges = ranges;
    this.#starts = starts;
    this.size = size;
  }

  /**
   * Reads a range expression.
   *
   * @throws {SyntaxError} If the text is not one; the message names the part that is wrong.
   */
  static parse(expression: string): RangeExpression {
    const ranges = expression.split(",").map((part) => parseRange(part, expression));
    ranges.sort((a, b) => low(a) - low(b));
    for (let i = 1; i < ranges.length; i++) {
      if (low(ranges[i]) <= high(ranges[i - 1])) {
        throw new SyntaxError(
          `Range expression "${expression}" has parts that overlap at ${low(ranges[i])}`,
        );
      }
    }
    return new RangeExpression(joined(ranges));
  }

  /** The number at `index`, counted from 0. */
  at(index: number): number {
    if (!Number.isInteger(index) || index < 0 || index >= this.size) {
      throw new RangeError(`No number at index ${index}: there are ${this.size}`);
    }
    let low = 0;
    for (let high = this.#starts.length; high - low > 1;) {
      const middle = (low + high) >> 1;
      if (this.#starts[middle] <= index) low = middle;
      else high = middle;
    }
    const { start, step } = this.#ranges[low];
    return start + (index - this.#starts[low]) * step;
  }

  /** The numbers in order. */
  *[Symbol.iterator](): Iterator<number> {
    for (const range of this.#ranges) {
      for (let i = 0, n = countOf(range); i < n; i++) yield range.start + i * range.step;
    }
  }
}

/**
 * Writes numbers, given in order, as a range expression: three or more in even steps become one
 * range.
 */
export function formatRange(numbers: readonly number[]): string {
  const parts: string[] = [];
  for (let i = 0; i < numbers.length;) {
    const step = numbers[i + 1] - numbers[i];
    let last = i + 1;
    while (last + 1 < numbers.length && numbers[last + 1] - numbers[last] === step) last++;
    if (last < numbers.length && last - i >= 2) {
      parts.push(`${numbers[i]}-${numbers[last]}${step === 1 ? "" : `:${step}`}`);
    } else {
      parts.push(...numbers.slice(i, last + 1).map(String));
    }
    i = last + 1;
  }
  return parts.join(",");
}

function parseRange(part: string, expression: string): IntegerRange {
  const match = /^\s*(-?\s*\d+)\s*(?:-\s*(-?\s*\d+)\s*(?::\s*(-?\s*\d+)\s*)?)?$/.exec(part);
  if (!match) {
    throw new SyntaxError(
      `"${part.trim()}" in range expression "${expression}" is not a number or a range like 1-10:2`,
    );
  }
  // A minus sign may stand apart from its digits.
  const [start, end, step] = [match[1], match[2] ?? match[1], match[3] ?? "1"]
    .map((digits) => Number(digits.replace(/\s/g, "")));
  if (![start, end, step].every(Number.isSafeInteger)) {
    throw new SyntaxError(`"${part.trim()}" in range expression "${expression}" is too large`);
  }
  if (step === 0) throw new SyntaxError(`Range "${part.trim()}" has a step of 0`);
  if (start > end && step > 0) {
    throw new SyntaxError(`Range "${part.trim()}" goes down, so its step must be negative`);
  }
  if (start < end && step < 0) {
    throw new SyntaxError(`Range "${part.trim()}" goes up, so its step must be positive`);
  }
  return { start, end: start + Math.trunc((end - start) / step) * step, step };
}

/**
 * Joins ranges, given in order, where one goes on as the other ended. What is joined goes up, even
 * if its parts went down, as in the reference implementation: `7,9-8:-1` is 7, 8, 9.
 */
function joined(ranges: readonly IntegerRange[]): IntegerRange[] {
  const result: IntegerRange[] = [];
  for (const range of ranges) {
    const last = result.at(-1);
    const step = Math.abs(range.step);
    if (last && Math.abs(last.step) === step && high(last) + step === low(range)) {
      result[result.length - 1] = { start: low(last), end: high(range), step };
    } else result.push(range);
  }
  return result;
}

function low({ start, end }: IntegerRange): number {
  return Math.min(start, end);
}

function high({ start, end }: IntegerRange): number {
  return Math.max(start, end);
}

function countOf({ start, end, step }: IntegerRange): number {
  return Math.round((end - start) / step) + 1;
}
