import type { ComponentChildren, JSX } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { Icon } from "./Icon.tsx";

/** What {@linkcode Dialog} takes. */
export interface DialogProps {
  title: string;
  /** `wide` has room for a table; `drawer` comes from the right and leaves the page in sight. */
  kind?: "modal" | "wide" | "drawer";
  onClose: () => void;
  children: ComponentChildren;
  /** Buttons at its end. */
  actions?: ComponentChildren;
}

/** A native dialog: it traps focus, closes with Esc, and gives focus back. */
export function Dialog(
  { title, kind = "modal", onClose, children, actions }: DialogProps,
): JSX.Element {
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const dialog = ref.current!;
    const before = document.activeElement;
    dialog.showModal();
    return () => {
      dialog.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  const onBackdrop = (event: MouseEvent) => {
    if (event.target === ref.current) onClose();
  };
  return (
    <dialog
      ref={ref}
      class={`dialog ${kind}`}
      aria-labelledby={id}
      onClick={onBackdrop}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <div class="dialog-inside">
        <header>
          <h2 id={id} class="cut">{title}</h2>
          <button type="button" class="button quiet icon-only" onClick={onClose} title="Close">
            <Icon name="close" />
            <span class="hidden-name">Close</span>
          </button>
        </header>
        <div class="dialog-body">{children}</div>
        {actions && <footer>{actions}</footer>}
      </div>
    </dialog>
  );
}
