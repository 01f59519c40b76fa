import type { JSX } from "preact";
import {
  chooseFarm,
  chooseQueue,
  farm,
  farms,
  queue,
  queues,
  selection,
} from "@/client/choices.ts";
import { saved } from "@/client/selection.ts";
import { Picker } from "./Picker.tsx";
import { ResourceView } from "./States.tsx";

/** What stands in for a page as long as no farm and queue are chosen: the choice itself. */
export function NeedPlace({ of }: { of: string }): JSX.Element {
  if (!saved.value) {
    return (
      <ResourceView of={selection} name="Reading the selection" rows={8}>{() => null}</ResourceView>
    );
  }
  return (
    <div class="state need-place">
      <p>
        {farm.value
          ? `Choose a queue to see its ${of}.`
          : `Choose a farm and a queue to see ${of}.`}
      </p>
      <div class="labelled">
        <span>Farm</span>
        <Picker
          boxed
          label="Choose farm"
          current={farm.value?.name}
          currentId={farm.value?.farmId}
          of={farms}
          choiceOf={({ farmId, name, region }) => ({ id: farmId, name, note: region })}
          pick={chooseFarm}
          empty="There is no farm that you may use."
        />
      </div>
      <div class="labelled">
        <span>Queue</span>
        <Picker
          boxed
          label="Choose queue"
          current={queue.value?.name}
          currentId={queue.value?.queueId}
          of={queues}
          choiceOf={({ queueId, name }) => ({ id: queueId, name })}
          pick={chooseQueue}
          empty="This farm has no queue that you may use."
          disabled={!farm.value}
        />
      </div>
    </div>
  );
}
