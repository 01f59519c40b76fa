import { derivedControl, type JobParameterDefinition } from "@deadline/openjd";
import type { ParameterField, ParameterType } from "@/server/contract.ts";
import { compact } from "./compact.ts";

/** A job parameter as a form field; `value` is what it starts with, the default unless given. */
export function toField(
  definition: JobParameterDefinition,
  value: string | undefined = definition.default,
): ParameterField {
  const { name, description, allowedValues, userInterface = {} } = definition;
  const { label, groupLabel, singleStepDelta, decimals, fileFilters } = userInterface;
  // Templates that need an extension have more types, and rules for the items of lists.
  const { type, item } = definition as unknown as Pick<ParameterField, "type" | "item">;
  return compact({
    name,
    type,
    label: label || name,
    group: groupLabel,
    description,
    control: userInterface.control ?? controlOf(type, definition),
    value,
    required: value === undefined,
    allowedValues,
    minValue: definition.minValue,
    maxValue: definition.maxValue,
    minLength: definition.minLength,
    maxLength: definition.maxLength,
    item,
    singleStepDelta,
    decimals,
    objectType: definition.objectType,
    dataFlow: definition.dataFlow,
    fileFilters,
  });
}

/** The control of a parameter whose template asks for none. */
function controlOf(
  type: ParameterType,
  definition: JobParameterDefinition,
): ParameterField["control"] {
  switch (type) {
    case "BOOL":
      return "CHECK_BOX";
    case "RANGE_EXPR":
      return "LINE_EDIT";
    case "LIST[STRING]":
      return "LINE_EDIT_LIST";
    case "LIST[INT]":
    case "LIST[FLOAT]":
      return "SPIN_BOX_LIST";
    case "LIST[BOOL]":
      return "CHECK_BOX_LIST";
    case "LIST[LIST[INT]]":
      return "MULTILINE_EDIT";
    case "LIST[PATH]":
      return `${pathControl({ ...definition, type: "PATH" })}_LIST`;
    default:
      return derivedControl(definition);
  }
}

/** The control of one path; allowed values are for the list as a whole. */
function pathControl(definition: JobParameterDefinition) {
  return derivedControl({ ...definition, allowedValues: undefined }) as
    | "CHOOSE_INPUT_FILE"
    | "CHOOSE_OUTPUT_FILE"
    | "CHOOSE_DIRECTORY";
}
