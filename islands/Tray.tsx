import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import { formatCount } from "@/client/format.ts";
import { useDismiss } from "@/client/layer.ts";
import { useOperations } from "@/client/operations.ts";
import { ended, running } from "@/client/tray.ts";
import { StatusMark } from "@/components/StatusMark.tsx";
import { TrayPanel } from "@/components/frame/TrayPanel.tsx";

/** How much is under way, and the list of it: this tab's tasks and the server's operations. */
export default function Tray(): JSX.Element {
  const operations = useOperations();
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  useDismiss(open, root, () => setOpen(false));
  const busy = operations.filter((one) => one.status === "running").length + running.value.length;
  const failed = ended.value.some((one) => one.status === "failed");
  const words = busy > 0 ? formatCount(busy, "task") : "No tasks";
  return (
    <div class="tray" ref={root}>
      <button
        type="button"
        class="chip"
        aria-expanded={open}
        aria-label={`${words} in flight`}
        onClick={() => setOpen(!open)}
      >
        <StatusMark kind={busy > 0 ? "running" : failed ? "failed" : "waiting"} />
        <span class="chip-text">{words}</span>
      </button>
      {open && <TrayPanel operations={operations} />}
    </div>
  );
}
