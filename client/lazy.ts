import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";

/**
 * A part of a page that is loaded when it is first wanted; undefined until it is there, an error if
 * it cannot be.
 */
export function useLazy<P>(
  load: () => Promise<{ default: ComponentType<P> }>,
  wanted: boolean,
): ComponentType<P> | Error | undefined {
  const [part, setPart] = useState<{ is: ComponentType<P> | Error }>();
  useEffect(() => {
    if (!wanted || part) return;
    load().then(
      (module) => setPart({ is: module.default }),
      (error) => setPart({ is: error instanceof Error ? error : new Error(String(error)) }),
    );
  }, [wanted]);
  return part?.is;
}
