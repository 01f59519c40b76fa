import { computed, effect, signal, untracked } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { TaskError } from "@deadline/client/task";
import type { Farm, Queue, Selection, Single } from "@/server/contract.ts";
import { act, send } from "./act.ts";
import { loadList, loadOne } from "./api.ts";
import { beforeSelection, dismissFollowed } from "./followed.ts";
import { type Ask, Resource } from "./resource.ts";
import { scope } from "./scope.ts";
import { applySaved, lineage, override, saved, setOverride, type View, view } from "./selection.ts";

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

const SAVE = "selection.save";
const SELECTION: Ask<Selection> = {
  name: "Read the selection",
  of: "selection",
  load: loadOne("/api/selection"),
};

/** Whether a choice is on its way to the server. */
const isSaving = signal(false);
/** The newest answer: that it is being asked for again does not make it a new one. */
const told = computed(() => selection.state.value.data);
const profile = computed(() => saved.value?.profile);
const farmId = computed(() => view.value.farmId);
/** The only thing that could be chosen, where nothing is: it is chosen for the person. */
const only = computed<View | undefined>(() => {
  // While it is read again somebody else may have chosen.
  const { waiting, error } = selection.state.value;
  if (isSaving.value || waiting !== "no" || error || view.value.queueId) return undefined;
  const { farmId } = view.value;
  if (!farmId) return onlyOf(farms);
  const one = onlyOf(queues);
  return one && { farmId, queueId: one.queueId };
});

let started = false;

/** Loads selection, farms and queues once for all islands of the page, and keeps them in step. */
export function useChoices(): void {
  useEffect(() => {
    if (started) return;
    started = true;
    followChoices();
  }, []);
}

/** Begins to; the returned function ends it. */
export function followChoices(): () => void {
  selection.ask(SELECTION);
  const ends = [
    effect(() => {
      if (told.value) takeUp(told.value);
    }),
    effect(() => {
      if (profile.value) untracked(askFarms);
    }),
    effect(() => {
      const under = [profile.value, farmId.value];
      if (under[0]) untracked(askQueues);
    }),
    effect(() => {
      if (only.value) queueMicrotask(chooseOnly);
    }),
  ];
  return () => ends.forEach((end) => end());
}

function takeUp(data: Selection): void {
  // What was read before a choice must not undo it; it is read again after that.
  if (scope.isLoading(SAVE)) return;
  const before = saved.peek();
  // What could not be saved under another profile is of no use under this.
  if (before && before.profile !== data.profile) saveError.value = undefined;
  beforeSelection(data, before);
  applySaved(data);
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

function choose(next: View): void {
  setOverride(next);
  dismissFollowed();
  save(next);
}

/** What is chosen for the person shows once it is saved, since somebody else may have chosen. */
function chooseOnly(): void {
  // Looks again: what is in view may be another by now.
  const next = only.peek();
  if (!next) return;
  const { farmId, queueId } = next;
  // What this tab alone looks at is nobody's choice.
  if (override.peek()) setOverride({ farmId, queueId });
  else save({ farmId, queueId }, true);
}

function save(next: View, isOnly = false): void {
  saveError.value = undefined;
  act<Single<Selection>>(
    next.queueId ? "Choose the queue" : "Choose the farm",
    (options) => send("/api/selection", isOnly ? { ...next, isOnly } : next, options),
    {
      key: SAVE,
      onResult: ({ data }) => applySaved(data),
      onError: (error) => {
        saveError.value = error;
        if (isOnly) setOverride(next);
      },
      onSettled: () => {
        if (!scope.isLoading(SAVE)) selection.ask(SELECTION);
        isSaving.value = scope.isLoading(SAVE);
      },
    },
  );
  isSaving.value = scope.isLoading(SAVE);
}

function askFarms(): void {
  farms.ask({
    name: "List farms",
    of: profile.value!,
    lineage: [profile.value],
    load: loadList<Farm>("/api/farms"),
  });
}

function askQueues(): void {
  if (!farmId.value) return queues.clear();
  queues.ask({
    name: "List queues",
    // The same farm may look otherwise under another profile.
    of: `${profile.value} ${farmId.value}`,
    target: farm.value?.name,
    lineage: lineage().slice(0, 2),
    load: loadList<Queue>(`/api/farms/${encodeURIComponent(farmId.value)}/queues`),
  });
}

/** The only item of a list that is there, and whole. */
function onlyOf<T>(list: Resource<T[]>): T | undefined {
  const { data, meta } = list.state.value;
  return meta && data?.length === 1 ? data[0] : undefined;
}
