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
      <Keys list={[...shortcuts(), { keys: "Escape", label: "Close the topmost thing" }]} />
      {document.querySelector("[role=grid]") && (
        <>
          <h3 class="drawer-title">In a table</h3>
          <Keys list={TABLE_KEYS} />
        </>
      )}
    </Dialog>
  );
}

/** Keys of tables, which hold while a table has the focus. */
const TABLE_KEYS: readonly { keys: string; label: string }[] = [
  { keys: "ArrowUp+ArrowDown", label: "Go from row to row" },
  { keys: " ", label: "Select the row, or take it back" },
  { keys: "Shift+ArrowDown", label: "Select rows on the way" },
  { keys: "Control+a", label: "Select all" },
  { keys: "Enter", label: "Open the row" },
];

function Keys({ list }: { list: readonly { keys: string; label: string }[] }): JSX.Element {
  return (
    <dl class="keys">
      {list.map(({ keys, label }) => (
        <Fragment key={keys}>
          <dt>
            {keys.split("+").map((key) => <kbd key={key} class="keycap">{nameOf(key)}</kbd>)}
          </dt>
          <dd>{label}</dd>
        </Fragment>
      ))}
    </dl>
  );
}

function nameOf(key: string): string {
  const names: Record<string, string> = {
    Control: "Ctrl",
    Escape: "Esc",
    Enter: "Enter",
    Shift: "Shift",
    " ": "Space",
    ArrowDown: "↓",
    ArrowUp: "↑",
  };
  return names[key] ?? (key.length === 1 ? key.toUpperCase() : key);
}
