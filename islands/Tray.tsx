import type { JSX } from "preact";
import { formatCount } from "@/words/amounts.ts";
import { useOperations } from "@/client/operations.ts";
import { ended, running } from "@/client/tray.ts";
import { HeaderChip } from "@/components/frame/HeaderChip.tsx";
import { TrayPanel } from "@/components/frame/TrayPanel.tsx";

/** How much is under way, and the list of it: this tab's tasks and the server's operations. */
export default function Tray(): JSX.Element {
  const operations = useOperations();
  const busy = operations.filter((one) => one.status === "running").length + running.value.length;
  const failed = ended.value.some((one) => one.status === "failed");
  const words = busy > 0 ? formatCount(busy, "task") : "No tasks";
  return (
    <HeaderChip
      kind={busy > 0 ? "running" : failed ? "failed" : "waiting"}
      words={words}
      label={`${words} in flight`}
      panel={() => <TrayPanel operations={operations} />}
    />
  );
}
