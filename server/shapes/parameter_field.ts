import { derivedControl, type JobParameterDefinition } from "@deadline/openjd";
import type { ParameterField } from "@/server/contract.ts";
import { compact } from "./compact.ts";

/** A job parameter as a form field; `value` is what it starts with, the default unless given. */
export function toField(
  definition: JobParameterDefinition,
  value: string | undefined = definition.default,
): ParameterField {
  const { name, type, description, allowedValues, userInterface = {} } = definition;
  const { label, groupLabel, singleStepDelta, decimals, fileFilters } = userInterface;
  return compact({
    name,
    type,
    label: label || name,
    group: groupLabel,
    description,
    control: derivedControl(definition),
    value,
    required: value === undefined,
    allowedValues,
    minValue: definition.minValue,
    maxValue: definition.maxValue,
    minLength: definition.minLength,
    maxLength: definition.maxLength,
    singleStepDelta,
    decimals,
    objectType: definition.objectType,
    dataFlow: definition.dataFlow,
    fileFilters,
  });
}
