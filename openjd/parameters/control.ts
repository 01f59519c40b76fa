import type { JobParameterDefinition, ParameterControl } from "./definition.ts";

/**
 * The control that a form shows for a parameter: the one its template asks for, else the usual one
 * for its type.
 */
export function derivedControl(definition: JobParameterDefinition): ParameterControl {
  const { type, allowedValues, objectType, dataFlow, userInterface } = definition;
  if (userInterface?.control) return userInterface.control;
  if (allowedValues) return "DROPDOWN_LIST";
  switch (type) {
    case "STRING":
      return "LINE_EDIT";
    case "INT":
    case "FLOAT":
      return "SPIN_BOX";
    case "PATH":
      if (objectType !== "FILE") return "CHOOSE_DIRECTORY";
      return dataFlow === "OUT" ? "CHOOSE_OUTPUT_FILE" : "CHOOSE_INPUT_FILE";
  }
}
