import type { JSX } from "preact";
import { useMemo, useState } from "preact/hooks";
import type { Worker } from "@/server/contract.ts";
import { loadList } from "@/client/api.ts";
import { useChoices } from "@/client/choices.ts";
import { formatCount } from "@/words/amounts.ts";
import { useLive } from "@/client/live.ts";
import { QueryState } from "@/client/query_state.ts";
import { useResource } from "@/client/resource.ts";
import { NO_ROWS, type RowSelection } from "@/client/row_selection.ts";
import { lineage, saved, view } from "@/client/selection.ts";
import { FootBar } from "@/components/FootBar.tsx";
import { NeedPlace } from "@/components/NeedPlace.tsx";
import { Empty, ResourceView } from "@/components/States.tsx";
import { DataTable } from "@/components/tables/DataTable.tsx";
import { workerColumns } from "@/components/workers/worker_columns.tsx";
import { WorkerDrawer } from "@/components/workers/WorkerDrawer.tsx";

/** The Workers page: who works for the farm, and on what. */
export default function WorkersPage(): JSX.Element {
  useChoices();
  const state = useMemo(() => new QueryState({ worker: "" }), []);
  const [rows, setRows] = useState<RowSelection>(NO_ROWS);
  const revision = useLive();
  const farmId = saved.value ? view.value.farmId : undefined;
  const path = farmId && `/api/farms/${encodeURIComponent(farmId)}/workers`;
  const workers = useResource<Worker[]>(
    "workers.list",
    path
      ? {
        name: "List workers",
        of: path,
        lineage: lineage().slice(0, 2),
        load: loadList(path),
      }
      : undefined,
    revision,
  );
  const columns = useMemo(() => workerColumns(farmId ?? ""), [farmId]);
  const data = workers.state.value.data ?? [];
  const ids = useMemo(() => data.map(({ workerId }) => workerId), [data]);
  const open = data.find(({ workerId }) => workerId === state.values.value.worker);
  return (
    <>
      <div class="page-head">
        <h1>Workers</h1>
        <span class="grow" />
        <button type="button" class="button" onClick={() => workers.reload()}>Refresh</button>
      </div>
      <div class="page-body panel">
        {farmId
          ? (
            <ResourceView
              of={workers}
              name="List workers"
              rows={10}
              isEmpty={(list) => list.length === 0}
              empty={
                <Empty>
                  No worker has joined this farm yet; jobs wait in their queues until one does.
                </Empty>
              }
            >
              {(list) => (
                <DataTable
                  label="Workers"
                  look="workers-table"
                  columns={columns}
                  total={list.length}
                  rowAt={(index) => list[index]}
                  ids={ids}
                  idOf={({ workerId }) => workerId}
                  nameOf={({ hostName, workerId }) => hostName ?? workerId}
                  rows={rows}
                  onRows={setRows}
                  openOnClick
                  onOpen={({ workerId }) => state.set({ worker: workerId })}
                />
              )}
            </ResourceView>
          )
          : <NeedPlace of="workers" />}
      </div>
      <FootBar of={workers}>
        <span>{formatCount(data.length, "worker")}</span>
      </FootBar>
      {open && farmId && (
        <WorkerDrawer
          worker={open}
          farmId={farmId}
          close={() => state.set({ worker: "" })}
        />
      )}
    </>
  );
}
