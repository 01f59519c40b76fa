import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { OperationState, Single, SubmitRequest } from "@/server/contract.ts";
import { act, type ActOptions, send } from "./act.ts";
import { comebacks } from "./connectivity.ts";
import { scope } from "./scope.ts";
import { onTabEvent, useTabStream } from "./tab_stream.ts";

/** What the server works on for this person, newest first; also what was started in other tabs. */
export const operations = signal<readonly OperationState[]>([]);

onTabEvent("operations", (states) => (states as OperationState[]).forEach(apply));
onTabEvent("gap", refreshOperations);

/** Reads what is under way: after a reload everything is back. */
function refreshOperations(): void {
  const askedAt = Date.now();
  scope.start(
    "List operations",
    ({ signal, requestId }) => fetchOperations({ signal, requestId }),
    {
      key: "operations.list",
      onResult: (states) => {
        dropUnknown(states, askedAt);
        states.forEach(apply);
      },
    },
  );
}

/** Lists operations once the component is there and again when the server came back; follows them. */
export function useOperations(): readonly OperationState[] {
  const count = comebacks.value;
  useTabStream();
  useEffect(refreshOperations, [count]);
  return operations.value;
}

/** Starts submitting a bundle; gives the id of the operation. */
export function startSubmit(
  request: SubmitRequest,
  name: string,
  options: ActOptions<string>,
): void {
  const init = { name: `Submitting ${name}`, kind: "submit" } as const;
  startOperation("submit", request, init, { ...options, target: name });
}

/** What it is called to start an operation of a kind. */
const STARTS: Record<OperationState["kind"], string> = {
  submit: "Start the submission",
  download: "Start the download",
  bundle: "Start the transfer",
  "sign-in": "Start the sign-in",
};

/** Starts an operation by the name of its route; gives its id. It is shown at once. */
export function startOperation(
  route: string,
  request: unknown,
  init: Pick<OperationState, "name" | "kind">,
  options: ActOptions<string>,
): void {
  act(STARTS[init.kind], async (wire) => {
    const { data } = await send<Single<{ id: string }>>(`/api/operations/${route}`, request, wire);
    applyStarted(data.id, init);
    return data.id;
  }, options);
}

/** Starts signing in to AWS; it is done when AWS can be called. */
export function startSignIn(profile: string, options: ActOptions<string>): void {
  act("Start the sign-in", async (wire) => {
    const { data } = await send<Single<{ id: string }>>("/api/auth/sign-in", {}, wire);
    if (operations.value.some(({ id }) => id === data.id)) return data.id;
    apply({
      id: data.id,
      name: `Signing in to ${profile}`,
      kind: "sign-in",
      status: "running",
      startedAt: new Date().toISOString(),
      log: [],
    });
    return data.id;
  }, { ...options, target: profile });
}

/** Answers the question that an operation waits with. */
export function answerOperation(of: OperationState, choice: string): void {
  const body = { question: of.question?.id, choice };
  act(
    "Answer the question",
    (wire) => send<Single<OperationState>>(`${pathOf(of.id)}/answer`, body, wire),
    { target: of.name, onResult: ({ data }) => apply(data) },
  );
}

/** Whether an operation may be started again: it ended, did not take effect for sure, and was not yet. */
export function canRetry({ status, effect, next }: OperationState): boolean {
  if (next !== undefined) return false;
  return status === "failed" || (status === "cancelled" && effect !== "applied");
}

/** Starts the same operation again, with the same input; tells the id of the new one. */
export function retryOperation(
  { id, name, kind, about, meta }: OperationState,
  onStarted?: (id: string) => void,
): void {
  const init = { name, kind, ...(about && { about }) };
  act(
    "Start it again",
    (wire) => send<Single<{ id: string }>>(`${pathOf(id)}/retry`, {}, wire),
    {
      target: name,
      onResult: ({ data }) => {
        applyStarted(data.id, { ...init, ...(meta && { meta }) });
        onStarted?.(data.id);
      },
    },
  );
}

/** Cancels an operation on the server. */
export function cancelOperation(id: string): void {
  act(
    "Cancel the operation",
    (wire) => send<Single<OperationState>>(pathOf(id), undefined, { ...wire, method: "DELETE" }),
    { onResult: ({ data }) => apply(data) },
  );
}

async function fetchOperations(
  options: { signal: AbortSignal; requestId: string },
): Promise<OperationState[]> {
  return (await send<Single<OperationState[]>>("/api/operations", undefined, options)).data;
}

/** Shows a new operation at once, unless the stream was quicker. */
function applyStarted(
  id: string,
  init: Pick<OperationState, "name" | "kind" | "about" | "meta">,
): void {
  if (operations.value.some((one) => one.id === id)) return;
  apply({ ...init, id, status: "running", startedAt: new Date().toISOString(), log: [] });
}

function apply(state: OperationState): void {
  const known = operations.value.find(({ id }) => id === state.id);
  // What has ended stays so: an answer may be older than what was told meanwhile.
  if (known && known.status !== "running" && state.status === "running") return;
  const others = operations.value.filter((one) => one.id !== state.id);
  operations.value = [...others, state].sort((a, b) => b.startedAt.localeCompare(a.startedAt));
}

/** A server that was started anew knows nothing of what the one before it worked on. */
function dropUnknown(states: readonly OperationState[], askedAt: number): void {
  const ids = new Set(states.map(({ id }) => id));
  operations.value = operations.value.filter(({ id, startedAt }) =>
    ids.has(id) || Date.parse(startedAt) >= askedAt
  );
}

function pathOf(id: string): string {
  return `/api/operations/${encodeURIComponent(id)}`;
}
