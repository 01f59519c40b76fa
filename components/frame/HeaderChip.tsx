import type { ComponentChildren, JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import { useDismiss } from "@/client/layer.ts";
import type { StatusKind } from "@/client/status.ts";
import { StatusMark } from "../StatusMark.tsx";

/** How something of the whole console is, in two words; opens what there is to know of it. */
export function HeaderChip({ kind, words, label, panel }: {
  kind: StatusKind;
  words: string;
  /** Its name for screen readers. */
  label: string;
  /** What it opens. */
  panel: () => ComponentChildren;
}): JSX.Element {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  useDismiss(open, root, () => setOpen(false));
  return (
    <div class="tray" ref={root}>
      <button
        type="button"
        class="chip"
        aria-expanded={open}
        aria-label={label}
        onClick={() => setOpen(!open)}
      >
        <StatusMark kind={kind} />
        <span class="chip-text cut">{words}</span>
      </button>
      {open && panel()}
    </div>
  );
}
