import { formatRange } from "../range_expression.ts";

/** Numbers that can be counted and indexed. */
export interface NumberList {
  /** How many there are. */
  readonly size: number;
  /** The number at an index. */
  at(index: number): number;
}

/** A list of chunks, each written as a range expression. */
export interface ChunkList {
  /** How many there are. */
  readonly size: number;
  /** The chunk at an index. */
  at(index: number): string;
}

/**
 * Divides numbers into chunks of at most `count`, as even in length as can be. With `contiguous`
 * each chunk is an unbroken run, written `first-last`.
 */
export function chunk(numbers: NumberList, count: number, contiguous: boolean): ChunkList {
  const runs = contiguous ? unbrokenRuns(numbers) : [{ from: 0, to: numbers.size }];
  const firsts: number[] = [];
  let size = 0;
  for (const { from, to } of runs) {
    firsts.push(size);
    size += Math.ceil((to - from) / count);
  }
  return {
    size,
    at(index) {
      let run = firsts.length - 1;
      while (firsts[run] > index) run--;
      const { from, to } = runs[run];
      const length = to - from;
      const parts = Math.ceil(length / count);
      const part = index - firsts[run];
      const start = from + Math.ceil(part * length / parts);
      const end = from + Math.ceil((part + 1) * length / parts);
      if (contiguous) return `${numbers.at(start)}-${numbers.at(end - 1)}`;
      const members = Array.from({ length: end - start }, (_, i) => numbers.at(start + i));
      return formatRange(members.sort((a, b) => a - b));
    },
  };
}

function unbrokenRuns(numbers: NumberList): { from: number; to: number }[] {
  const runs: { from: number; to: number }[] = [];
  for (let index = 0; index < numbers.size; index++) {
    if (index > 0 && numbers.at(index) === numbers.at(index - 1) + 1) runs.at(-1)!.to++;
    else runs.push({ from: index, to: index + 1 });
  }
  return runs;
}
