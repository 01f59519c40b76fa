import type { JSX } from "preact";
import { chooseQueue, farm, queue, queues } from "@/client/choices.ts";
import type { PlacePickerProps } from "./FarmPicker.tsx";
import { Picker } from "./Picker.tsx";

/** Statuses of a queue that say nothing against choosing it. */
const USUAL = ["IDLE", "SCHEDULING"];

/** Chooses the queue to look at: of the farm in view, and only the newest list is ever shown. */
export function QueuePicker({ label = "Queue", boxed = false }: PlacePickerProps): JSX.Element {
  return (
    <Picker
      boxed={boxed}
      label={label}
      current={queue.value?.name}
      currentId={queue.value?.queueId}
      of={queues}
      choiceOf={({ queueId, name, status }) => ({
        id: queueId,
        name,
        note: USUAL.includes(status) ? undefined : status.toLowerCase(),
      })}
      pick={chooseQueue}
      empty="This farm has no queue that you may use."
      disabled={!farm.value}
    />
  );
}
