import type { JSX } from "preact";
import { chooseFarm, farm, farms } from "@/client/choices.ts";
import { Picker } from "./Picker.tsx";

/** Chooses the farm to look at, out of those that the person may use. */
export function FarmPicker({ label = "Farm", boxed = false }: PlacePickerProps): JSX.Element {
  return (
    <Picker
      boxed={boxed}
      label={label}
      current={farm.value?.name}
      currentId={farm.value?.farmId}
      of={farms}
      choiceOf={({ farmId, name, region }) => ({ id: farmId, name, note: region })}
      pick={chooseFarm}
      empty="There is no farm that you may use."
    />
  );
}

/** What the pickers of farm and queue take. */
export interface PlacePickerProps {
  /** What is chosen, where that is not said beside it. */
  label?: string;
  /** As a field of a form rather than a word in the header. */
  boxed?: boolean;
}
