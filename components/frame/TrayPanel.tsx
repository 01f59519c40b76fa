import type { JSX } from "preact";
import type { OperationState } from "@/server/contract.ts";
import { clearEnded, ended, running, trayChanges } from "@/client/tray.ts";
import { EndedRow } from "./EndedRow.tsx";
import { OperationRow } from "./OperationRow.tsx";
import { RunningRow } from "./RunningRow.tsx";

/** Tasks in flight and lately ended. */
export function TrayPanel(
  { operations }: { operations: readonly OperationState[] },
): JSX.Element {
  // Read so that progress and notes of running tasks are drawn.
  trayChanges.value;
  const busy = operations.filter((one) => one.status === "running");
  const over = operations.filter((one) => one.status !== "running").slice(0, 5);
  const inFlight = busy.length + running.value.length;
  return (
    <div class="tray-panel" role="region" aria-label="Tasks">
      <header>
        <h2>Tasks</h2>
        <span class="muted">{inFlight} in flight</span>
      </header>
      {busy.map((one) => <OperationRow key={one.id} of={one} />)}
      {running.value.map((task) => <RunningRow key={task.id} of={task} />)}
      {inFlight === 0 && <p class="muted">Nothing is under way.</p>}
      {(ended.value.length > 0 || over.length > 0) && (
        <h3>
          Lately ended
          {ended.value.length > 0 && (
            <button type="button" class="link" onClick={clearEnded}>Clear</button>
          )}
        </h3>
      )}
      {over.map((one) => <OperationRow key={one.id} of={one} />)}
      {ended.value.map((one) => <EndedRow key={one.id} of={one} />)}
    </div>
  );
}
