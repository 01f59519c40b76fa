import { Fragment, type JSX } from "preact";
import { useState } from "preact/hooks";
import { shortcuts, useShortcuts } from "@/client/keys.ts";
import { Dialog } from "@/components/Dialog.tsx";

/** The keys of the page at hand; `?` opens it. */
export default function HelpKeys(): JSX.Element | null {
  const [open, setOpen] = useState(false);
  useShortcuts([{ keys: "?", label: "Show these keys", run: () => setOpen(true) }]);
  if (!open) return null;
  return (
    <Dialog title="Keys" onClose={() => setOpen(false)}>
      <dl class="keys">
        {shortcuts().map(({ keys, label }) => (
          <Fragment key={keys}>
            <dt>
              {keys.split("+").map((key) => <kbd key={key} class="keycap">{nameOf(key)}</kbd>)}
            </dt>
            <dd>{label}</dd>
          </Fragment>
        ))}
        <dt>
          <kbd class="keycap">Esc</kbd>
        </dt>
        <dd>Close the topmost thing</dd>
      </dl>
    </Dialog>
  );
}

function nameOf(key: string): string {
  const names: Record<string, string> = {
    Control: "Ctrl",
    " ": "Space",
    ArrowDown: "↓",
    ArrowUp: "↑",
  };
  return names[key] ?? (key.length === 1 ? key.toUpperCase() : key);
}
