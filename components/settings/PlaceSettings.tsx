import type { JSX } from "preact";
import { chooseFarm, chooseQueue, farm, farms, queue, queues } from "@/client/choices.ts";
import { CopyableId } from "../Facts.tsx";
import { Picker } from "../Picker.tsx";

/** Farm and queue: the queues follow the farm, and only the newest list is ever shown. */
export function PlaceSettings(): JSX.Element {
  return (
    <fieldset class="form-group">
      <legend>Farm and queue</legend>
      <div class="setting">
        <span class="setting-label">Farm</span>
        <Picker
          boxed
          label="Default farm"
          current={farm.value?.name}
          currentId={farm.value?.farmId}
          of={farms}
          choiceOf={({ farmId, name, region }) => ({ id: farmId, name, note: region })}
          pick={chooseFarm}
          empty="There is no farm that you may use."
        />
        {farm.value && <CopyableId id={farm.value.farmId} what="farm id" />}
      </div>
      <div class="setting">
        <span class="setting-label">Queue</span>
        <Picker
          boxed
          label="Default queue"
          current={queue.value?.name}
          currentId={queue.value?.queueId}
          of={queues}
          choiceOf={({ queueId, name }) => ({ id: queueId, name })}
          pick={chooseQueue}
          empty="This farm has no queue that you may use."
          disabled={!farm.value}
        />
        {queue.value && <CopyableId id={queue.value.queueId} what="queue id" />}
      </div>
    </fieldset>
  );
}
