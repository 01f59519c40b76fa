import type { JSX } from "preact";
import type { StorageProfile } from "@/server/contract.ts";
import { loadOne, queuePath } from "@/client/api.ts";
import { useResource } from "@/client/resource.ts";
import { lineage, view } from "@/client/selection.ts";
import { CopyableId } from "../Facts.tsx";
import { Picker } from "../Picker.tsx";
import type { SettingControlProps } from "./SettingControl.tsx";

const NONE: StorageProfile = { storageProfileId: "", name: "None" };

/** The storage profiles that the queue allows on this computer's system; they follow farm and queue. */
export function StorageProfileControl(
  { shown, change, label }: SettingControlProps & { label: string },
): JSX.Element {
  const { farmId, queueId } = view.value;
  const there = farmId !== undefined && queueId !== undefined;
  const list = useResource<StorageProfile[]>(
    "settings.storage-profiles",
    there
      ? {
        name: "List storage profiles",
        of: lineage().join(" "),
        lineage: lineage(),
        load: loadOne(`${queuePath(farmId, queueId)}/storage-profiles`),
      }
      : undefined,
  );
  const name = shown === ""
    ? NONE.name
    : list.state.value.data?.find((one) => one.storageProfileId === shown)?.name ?? shown;
  return (
    <span class="setting-picker">
      <Picker
        boxed
        label={label}
        current={name}
        currentId={shown}
        of={list}
        first={NONE}
        choiceOf={({ storageProfileId, name }) => ({ id: storageProfileId, name })}
        pick={change}
        empty="The queue allows no storage profile of this computer's system."
        disabled={!there}
      />
      {shown !== "" && <CopyableId id={shown} what="storage profile id" />}
    </span>
  );
}
