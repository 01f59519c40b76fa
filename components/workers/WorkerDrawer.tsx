import { Fragment, type JSX } from "preact";
import type { Worker } from "@/server/contract.ts";
import { formatExact } from "@/client/format.ts";
import { CopyableId } from "../Facts.tsx";
import { Dialog } from "../Dialog.tsx";
import { Status } from "../StatusMark.tsx";
import { RunningJob, showWorkerStatus } from "./worker_columns.tsx";

/** One worker: what it is, what it can, what it runs, where its log is. */
export function WorkerDrawer(
  { worker, farmId, close }: { worker: Worker; farmId: string; close: () => void },
): JSX.Element {
  const { running = [], capabilities = [] } = worker;
  return (
    <Dialog kind="drawer" title={worker.hostName ?? worker.workerId} onClose={close}>
      <p>
        <Status of={showWorkerStatus(worker)} />
      </p>
      <dl class="facts">
        <dt>Id</dt>
        <dd>
          <CopyableId id={worker.workerId} what="worker id" />
        </dd>
        <dt>Fleet</dt>
        <dd>{worker.fleetName}</dd>
        <dt>Created</dt>
        <dd>{formatExact(worker.createdAt)}</dd>
        <dt>Last seen</dt>
        <dd>{formatExact(worker.updatedAt) || "Not known"}</dd>
      </dl>
      <h3 class="drawer-title">Runs</h3>
      {running.length === 0 ? <p class="muted">Nothing at the moment.</p> : (
        <ul>
          {running.map((one) => (
            <li key={one.sessionId}>
              <RunningJob farmId={farmId} of={one} />
            </li>
          ))}
        </ul>
      )}
      <h3 class="drawer-title">Capabilities</h3>
      {capabilities.length === 0
        ? <p class="muted">The worker has told none.</p>
        : (
          <dl class="facts">
            {capabilities.map(({ name, value }) => (
              <Fragment key={name}>
                <dt class="mono">{name}</dt>
                <dd>{value}</dd>
              </Fragment>
            ))}
          </dl>
        )}
      {worker.logGroup && (
        <>
          <h3 class="drawer-title">Log</h3>
          <dl class="facts">
            <dt>Group</dt>
            <dd>
              <CopyableId id={worker.logGroup} what="log group" />
            </dd>
            {worker.logStream && (
              <>
                <dt>Stream</dt>
                <dd>
                  <CopyableId id={worker.logStream} what="log stream" />
                </dd>
              </>
            )}
          </dl>
        </>
      )}
    </Dialog>
  );
}
