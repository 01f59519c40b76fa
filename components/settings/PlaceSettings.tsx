import type { JSX } from "preact";
import { farm, queue } from "@/client/choices.ts";
import { CopyableId } from "../Facts.tsx";
import { FarmPicker } from "../FarmPicker.tsx";
import { QueuePicker } from "../QueuePicker.tsx";

/** Farm and queue: the queues follow the farm, and only the newest list is ever shown. */
export function PlaceSettings(): JSX.Element {
  return (
    <fieldset class="form-group">
      <legend>Farm and queue</legend>
      <div class="setting">
        <span class="setting-label">Farm</span>
        <FarmPicker boxed label="Default farm" />
        {farm.value && <CopyableId id={farm.value.farmId} what="farm id" />}
      </div>
      <div class="setting">
        <span class="setting-label">Queue</span>
        <QueuePicker boxed label="Default queue" />
        {queue.value && <CopyableId id={queue.value.queueId} what="queue id" />}
      </div>
    </fieldset>
  );
}
