import { computed, effect, signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { TaskError } from "@deadline/client/task";
import type { Farm, Queue, Selection, Single } from "@/server/contract.ts";
import { act, send } from "./act.ts";
import { loadList, loadOne } from "./api.ts";
import { beforeSelection, dismissFollowed } from "./followed.ts";
import { Resource } from "./resource.ts";
import { scope } from "./scope.ts";
import { applySaved, lineage, saved, setOverride, view } from "./selection.ts";

/** The selection as the server has it; its failure is what keeps a page from starting. */
export const selection = new Resource<Selection>("selection.load");
/** The farms that can be chosen. */
export const farms = new Resource<Farm[]>("selection.farms");
/** The queues of the farm in view. */
export const queues = new Resource<Queue[]>("selection.queues");

/** Why the last choice could not be saved. It holds in this tab all the same. */
export const saveError = signal<TaskError | undefined>(undefined);

/** The farm in view, with its name once the list is there. */
export const farm = computed(() => {
  const { farmId } = view.value;
  if (!farmId) return undefined;
  const known = farms.state.value.data?.find((one) => one.farmId === farmId);
  const name = known?.name ??
    (saved.value?.farmId === farmId ? saved.value.farmName : undefined);
  return { farmId, name: name ?? farmId };
});

/** The queue in view, with its name once the list is there. */
export const queue = computed(() => {
  const { queueId } = view.value;
  if (!queueId) return undefined;
  const known = queues.state.value.data?.find((one) => one.queueId === queueId);
  const name = known?.name ??
    (saved.value?.queueId === queueId ? saved.value.queueName : undefined);
  return { queueId, name: name ?? queueId };
});

/** Farm and queue of this tab, once both are known and the server has told the profile. */
export const place = computed(() => {
  const { farmId, queueId } = view.value;
  return saved.value && farmId && queueId ? { farmId, queueId } : undefined;
});

let started = false;

/** Loads selection, farms and queues once for all islands of the page, and keeps them in step. */
export function useChoices(): void {
  useEffect(() => {
    if (started) return;
    started = true;
    selection.ask({
      name: "Read the selection",
      of: "selection",
      load: loadOne("/api/selection"),
    });
    effect(() => {
      const { data } = selection.state.value;
      // An answer that is older than a choice under way must not undo it.
      if (!data || scope.isLoading("selection.save")) return;
      beforeSelection(data, saved.peek());
      applySaved(data);
    });
    effect(() => {
      if (!saved.value) return;
      farms.ask({
        name: "List farms",
        of: saved.value.profile,
        lineage: [saved.value.profile],
        load: loadList<Farm>("/api/farms"),
      });
    });
    effect(() => void (saved.value && askQueues(view.value.farmId)));
    effect(chooseOnly);
  }, []);
}

/** Looks at a farm: at once in this tab, and as the saved choice. */
export function chooseFarm(farmId: string): void {
  if (farmId === view.peek().farmId) return;
  choose({ farmId, queueId: undefined });
}

/** Looks at a queue of the farm in view. */
export function chooseQueue(queueId: string): void {
  const { farmId } = view.peek();
  if (queueId !== view.peek().queueId) choose({ farmId, queueId });
}

/** Saves the view again after a failure. */
export function saveView(): void {
  const { farmId, queueId } = view.peek();
  if (farmId) choose({ farmId, queueId });
}

function choose(next: { farmId: string | undefined; queueId: string | undefined }): void {
  setOverride(next);
  dismissFollowed();
  saveError.value = undefined;
  act<Single<Selection>>(
    next.queueId ? "Choose the queue" : "Choose the farm",
    (options) => send("/api/selection", next, options),
    {
      key: "selection.save",
      onResult: ({ data }) => applySaved(data),
      onError: (error) => saveError.value = error,
    },
  );
}

function askQueues(farmId: string | undefined): void {
  if (!farmId) return queues.clear();
  queues.ask({
    name: "List queues",
    of: farmId,
    target: farm.peek()?.name,
    lineage: lineage().slice(0, 2),
    load: loadList<Queue>(`/api/farms/${encodeURIComponent(farmId)}/queues`),
  });
}

/** A choice of one is none: it is made for the person. */
function chooseOnly(): void {
  const { farmId, queueId } = view.value;
  const { data: known, meta } = farmId ? queues.state.value : farms.state.value;
  if (!saved.value || queueId || !meta || known?.length !== 1) return;
  if (scope.isLoading("selection.save")) return;
  const [only] = known;
  if ("queueId" in only) queueMicrotask(() => chooseQueue(only.queueId));
  else queueMicrotask(() => chooseFarm(only.farmId));
}
