import { signal } from "@preact/signals";
import type { Connection, Selection } from "@/server/contract.ts";
import { announce } from "./announce.ts";
import { setOverride, view } from "./selection.ts";
import { isTyped } from "./typed.ts";

/** What another program chose instead of what this page shows, or showed. */
export type Followed =
  | { of: "profile"; from: Pick<Connection, "mode" | "name" | "profile"> }
  | { of: "place"; chosen: Selection };

/** What is told of: the page has followed a profile, or waits before it follows a farm or queue. */
export const followed = signal<Followed | undefined>(undefined);

/** Has seen it, and stays with what is shown. */
export function dismissFollowed(): void {
  followed.value = undefined;
}

/** Looks at what the other program chose. */
export function followPlace(): void {
  followed.value = undefined;
  setOverride(undefined);
}

/**
 * Before a selection of somebody else is taken up: if something was typed for the one in view, the tab
 * stays with that, and both are told of.
 */
export function beforeSelection(next: Selection, before: Selection | undefined): void {
  const told = followed.peek();
  if (!before || next.profile !== before.profile) {
    if (told?.of === "place") followed.value = undefined;
    return;
  }
  const { farmId, queueId } = view.peek();
  const isSame = next.farmId === farmId && next.queueId === queueId;
  if (isSame) {
    if (told?.of === "place") followed.value = undefined;
  } else if (told?.of === "place") {
    followed.value = { of: "place", chosen: next };
  } else if (before.farmId === farmId && before.queueId === queueId) {
    if (isTyped.peek()) {
      setOverride({ farmId, queueId });
      followed.value = { of: "place", chosen: next };
    } else announce("Another program chose another farm or queue; this page shows it");
  }
}
