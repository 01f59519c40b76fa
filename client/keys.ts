import { useEffect } from "preact/hooks";

/** A key that does something on this page. */
export interface Shortcut {
  /** As `event.key` has it; with `Control+` in front where needed: `Control+k`. */
  keys: string;
  /** For the help overlay. */
  label: string;
  run(event: KeyboardEvent): void;
}

const registered = new Set<Shortcut>();
let listening = false;

/** The keys that work now, for the help overlay. */
export function shortcuts(): Shortcut[] {
  return [...registered];
}

/** Makes keys work while the component is there. Single letters rest while somebody types. */
export function useShortcuts(list: readonly Shortcut[], of: unknown[] = []): void {
  useEffect(() => {
    for (const shortcut of list) registered.add(shortcut);
    listen();
    return () => list.forEach((shortcut) => registered.delete(shortcut));
  }, of);
}

/** Whether the key goes to a field that takes text. */
function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement) return true;
  if (target instanceof HTMLSelectElement) return true;
  return target instanceof HTMLInputElement &&
    !["checkbox", "radio", "button"].includes(target.type);
}

function listen(): void {
  if (listening) return;
  listening = true;
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.altKey) return;
    const control = event.ctrlKey || event.metaKey;
    const pressed = (control ? "Control+" : "") + event.key;
    if (!control && (isTyping(event.target) || document.querySelector("dialog[open]"))) return;
    for (const shortcut of registered) {
      if (shortcut.keys !== pressed) continue;
      event.preventDefault();
      return shortcut.run(event);
    }
  });
}
