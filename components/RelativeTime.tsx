import type { JSX } from "preact";
import { elapsedOf, formatElapsed, formatExact, formatRelative } from "@/client/format.ts";
import { now } from "@/client/now.ts";

/** A time as people say it, with the exact one on hover. */
export function RelativeTime({ at }: { at: string | undefined }): JSX.Element {
  if (!at) return <span>–</span>;
  return <time dateTime={at} title={formatExact(at)}>{formatRelative(at, now.value)}</time>;
}

/** How long something took, or takes so far. */
export function Elapsed({ of }: { of: { startedAt?: string; endedAt?: string } }): JSX.Element {
  // What is over does not change with the clock, so it is not drawn again with it.
  const until = of.endedAt ? 0 : now.value;
  return <span>{formatElapsed(elapsedOf(of, until))}</span>;
}
