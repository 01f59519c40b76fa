import type { JSX } from "preact";
import type { ShownStatus, StatusKind } from "@/client/status.ts";

const SHAPES: Record<StatusKind, string> = {
  succeeded: "M1 5a4 4 0 1 0 8 0 4 4 0 1 0-8 0z",
  running: "M5 .3 9.7 5 5 9.7.3 5z",
  waiting: "M1.7 5a3.3 3.3 0 1 0 6.6 0 3.3 3.3 0 1 0-6.6 0z",
  failed: "M5 .8 9.6 9.2H.4z",
  suspended: "M1.5 1H4v8H1.5zM6 1h2.5v8H6z",
  canceled: "M2 .6 5 3.6 8 .6 9.4 2l-3 3 3 3L8 9.4l-3-3-3 3L.6 8l3-3-3-3z",
};

/** The shape and colour of a status; the word beside it says it too. */
export function StatusMark({ kind }: { kind: StatusKind }): JSX.Element {
  return (
    <svg class={`mark mark-${kind}`} viewBox="0 0 10 10" aria-hidden="true">
      <path d={SHAPES[kind]} />
    </svg>
  );
}

/** A status as shape and word. */
export function Status({ of }: { of: ShownStatus }): JSX.Element {
  return (
    <span class="status">
      <StatusMark kind={of.kind} />
      {of.label}
    </span>
  );
}
