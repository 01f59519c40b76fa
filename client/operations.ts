import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { OperationState, Single, SubmitRequest } from "@/server/contract.ts";
import { act, type ActOptions, send } from "./act.ts";
import { inBrowser } from "./in_browser.ts";
import { comebacks } from "./connectivity.ts";
import { scope } from "./scope.ts";

/** What the server works on for this person, newest first; also what was started in other tabs. */
export const operations = signal<readonly OperationState[]>([]);

const watched = new Map<string, EventSource>();

/** Reads what is under way and watches it: after a reload everything is back. */
export function refreshOperations(): void {
  scope.start(
    "List operations",
    ({ signal, requestId }) => fetchOperations({ signal, requestId }),
    {
      key: "operations.list",
      onResult: (states) => states.forEach(apply),
    },
  );
}

/** Lists operations once the component is there, and again when the server came back. */
export function useOperations(): readonly OperationState[] {
  const count = comebacks.value;
  useEffect(refreshOperations, [count]);
  return operations.value;
}

/** Starts submitting a bundle; gives the id of the operation. */
export function startSubmit(
  request: SubmitRequest,
  name: string,
  options: ActOptions<string>,
): void {
  act("Start the submission", async (wire) => {
    const { data } = await send<Single<{ id: string }>>("/api/operations/submit", request, wire);
    // Shown at once; the stream brings the rest.
    apply({
      id: data.id,
      name: `Submitting ${name}`,
      kind: "submit",
      status: "running",
      startedAt: new Date().toISOString(),
      log: [],
    });
    return data.id;
  }, { ...options, target: name });
}

/** Cancels an operation on the server. */
export function cancelOperation(id: string): void {
  act(
    "Cancel the submission",
    (wire) => send<Single<OperationState>>(pathOf(id), undefined, { ...wire, method: "DELETE" }),
    { onResult: ({ data }) => apply(data) },
  );
}

async function fetchOperations(
  options: { signal: AbortSignal; requestId: string },
): Promise<OperationState[]> {
  return (await send<Single<OperationState[]>>("/api/operations", undefined, options)).data;
}

function apply(state: OperationState): void {
  const others = operations.value.filter((one) => one.id !== state.id);
  operations.value = [...others, state].sort((a, b) => b.startedAt.localeCompare(a.startedAt));
  if (state.status === "running") watch(state.id);
  else unwatch(state.id);
}

function watch(id: string): void {
  if (!inBrowser || watched.has(id)) return;
  const source = new EventSource(`${pathOf(id)}/events`);
  watched.set(id, source);
  const receive = (event: MessageEvent) => apply(JSON.parse(event.data));
  source.addEventListener("message", receive);
  source.addEventListener("state", receive);
  source.addEventListener("error", () => {
    if (source.readyState === EventSource.CLOSED) unwatch(id);
  });
}

function unwatch(id: string): void {
  watched.get(id)?.close();
  watched.delete(id);
}

function pathOf(id: string): string {
  return `/api/operations/${encodeURIComponent(id)}`;
}
