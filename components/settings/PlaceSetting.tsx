import type { JSX } from "preact";
import { farm, queue } from "@/client/choices.ts";
import { CopyableId } from "../Facts.tsx";
import { FarmPicker } from "../FarmPicker.tsx";
import { QueuePicker } from "../QueuePicker.tsx";

/** The farm: the queues follow it, and only the newest list is ever shown. */
export function FarmSetting(): JSX.Element {
  return (
    <div class="setting">
      <span class="setting-label">Farm</span>
      <FarmPicker boxed label="Default farm" />
      {farm.value && <CopyableId id={farm.value.farmId} what="farm id" />}
    </div>
  );
}

/** The queue of the farm. */
export function QueueSetting(): JSX.Element {
  return (
    <div class="setting">
      <span class="setting-label">Queue</span>
      <QueuePicker boxed label="Default queue" />
      {queue.value && <CopyableId id={queue.value.queueId} what="queue id" />}
    </div>
  );
}
