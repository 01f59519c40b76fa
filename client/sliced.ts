import { useEffect, useMemo, useRef, useState } from "preact/hooks";

/** Work that can be laid down now and then, and gives its result at the end. */
export type Steps<T> = Generator<undefined, T, undefined>;

/** Milliseconds of the page's thread that are taken at once. */
const SLICE = 10;

/** Does all of the work now. */
export function allAtOnce<T>(steps: Steps<T>): T {
  for (let step = steps.next();; step = steps.next()) if (step.done) return step.value;
}

/** Goes on with the work for one slice; gives its result if that was the last. */
export function runSlice<T>(
  steps: Steps<T>,
  clock: () => number = () => performance.now(),
): { value: T } | undefined {
  const end = clock() + SLICE;
  do {
    const step = steps.next();
    if (step.done) return { value: step.value };
  } while (clock() < end);
  return undefined;
}

/**
 * The result of work that may take long, done in slices between which the page answers. What is done
 * within the first slice is there at once; until then the last result stays, or `empty`.
 */
export function useSliced<T>(start: () => Steps<T>, inputs: readonly unknown[], empty: T): T {
  const work = useMemo(() => {
    const steps = start();
    return { steps, result: runSlice(steps) };
  }, inputs);
  const last = useRef(empty);
  const [, redraw] = useState(0);
  useEffect(() => {
    if (work.result) return;
    let timer = setTimeout(function goOn() {
      work.result = runSlice(work.steps);
      if (work.result) redraw((count) => count + 1);
      else timer = setTimeout(goOn);
    });
    return () => clearTimeout(timer);
  }, [work]);
  if (work.result) last.current = work.result.value;
  return last.current;
}
