import { bold, gray, green, red } from "./_style.ts";

/** Beyond this many cells the table of common lines costs more than it helps. */
const MAX_CELLS = 4_000_000;

interface Change {
  kind: "same" | "removed" | "added";
  line: string;
}

/** Lines of `actual` and `expected`, side by side, as a coloured diff. */
export function diffLines(actual: string, expected: string): string {
  const rows = changes(actual.split("\n"), expected.split("\n")).map(
    ({ kind, line }) => {
      if (kind === "removed") return red(bold(`-   ${line}`));
      if (kind === "added") return green(bold(`+   ${line}`));
      return `    ${line}`;
    },
  );
  return [
    "",
    "",
    "",
    `    ${gray(bold("[Diff]"))} ${red(bold("Actual"))} / ${green(bold("Expected"))}`,
    "",
    "",
    ...rows,
    "",
  ].join("\n");
}

function changes(before: string[], after: string[]): Change[] {
  let start = 0;
  while (
    start < before.length && start < after.length &&
    before[start] === after[start]
  ) start++;
  let end = 0;
  const limit = Math.min(before.length, after.length) - start;
  while (
    end < limit &&
    before[before.length - 1 - end] === after[after.length - 1 - end]
  ) end++;
  const same = (line: string): Change => ({ kind: "same", line });
  return [
    ...before.slice(0, start).map(same),
    ...middle(
      before.slice(start, before.length - end),
      after.slice(start, after.length - end),
    ),
    ...before.slice(before.length - end).map(same),
  ];
}

/** The part between the common head and tail, by the longest common subsequence. */
function middle(before: string[], after: string[]): Change[] {
  const width = after.length + 1;
  const whole = before.length * after.length > MAX_CELLS;
  const common = new Uint32Array(whole ? 0 : (before.length + 1) * width);
  if (!whole) {
    for (let i = before.length - 1; i >= 0; i--) {
      for (let j = after.length - 1; j >= 0; j--) {
        common[i * width + j] = before[i] === after[j]
          ? common[(i + 1) * width + j + 1] + 1
          : Math.max(common[(i + 1) * width + j], common[i * width + j + 1]);
      }
    }
  }
  const out: Change[] = [];
  let i = 0;
  let j = 0;
  while (i < before.length || j < after.length) {
    if (i < before.length && j < after.length && before[i] === after[j]) {
      out.push({ kind: "same", line: before[i++] });
      j++;
    } else if (
      i < before.length &&
      (j >= after.length || whole ||
        common[(i + 1) * width + j] >= common[i * width + j + 1])
    ) {
      out.push({ kind: "removed", line: before[i++] });
    } else {
      out.push({ kind: "added", line: after[j++] });
    }
  }
  return out;
}
