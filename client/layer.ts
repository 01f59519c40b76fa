import type { RefObject } from "preact";
import { useEffect } from "preact/hooks";

/** Closes a raised layer on Esc and on a press elsewhere. */
export function useDismiss(
  open: boolean,
  root: RefObject<HTMLElement>,
  close: () => void,
): void {
  useEffect(() => {
    if (!open) return;
    const onDown = (event: Event) => {
      if (!root.current?.contains(event.target as Node)) close();
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      close();
      root.current?.querySelector("button")?.focus();
    };
    document.addEventListener("pointerdown", onDown);
    document.addEventListener("keydown", onKey);
    return () => {
      document.removeEventListener("pointerdown", onDown);
      document.removeEventListener("keydown", onKey);
    };
  }, [open]);
}
