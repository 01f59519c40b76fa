/** The types that a job parameter can have. */
export type JobParameterType = "STRING" | "PATH" | "INT" | "FLOAT";

/** The controls that a template can ask for in a submission form. */
export type ParameterControl =
  | "LINE_EDIT"
  | "MULTILINE_EDIT"
  | "DROPDOWN_LIST"
  | "CHECK_BOX"
  | "SPIN_BOX"
  | "CHOOSE_INPUT_FILE"
  | "CHOOSE_OUTPUT_FILE"
  | "CHOOSE_DIRECTORY"
  | "HIDDEN";

/** File names that a file dialog offers, as `{ label: "Images", patterns: ["*.png"] }`. */
export interface FileFilter {
  /** Name of the filter, for people. */
  label: string;
  /** File name patterns: `*`, `*.*` or `*.ext`. */
  patterns: string[];
}

/** How a parameter wants to be shown in a form. */
export interface ParameterUserInterface {
  /** The control; see {@linkcode derivedControl} for what is used without it. */
  control?: ParameterControl;
  /** Text beside the control. */
  label?: string;
  /** Controls with the same group label belong together. */
  groupLabel?: string;
  /** Digits after the point, for FLOAT. */
  decimals?: number;
  /** Change by one click on the arrows, for INT and FLOAT. */
  singleStepDelta?: number;
  /** What a file dialog offers, for PATH. */
  fileFilters?: FileFilter[];
  /** The filter that a file dialog begins with, for PATH. */
  fileFilterDefault?: FileFilter;
}

/**
 * A job parameter of a template. Values are texts here, whatever their type, as they are when they
 * travel to the service.
 */
export interface JobParameterDefinition {
  /** Name, as in `{{Param.Name}}`. */
  name: string;
  /** Type of the values. */
  type: JobParameterType;
  /** What the parameter is for. */
  description?: string;
  /** Value used when none is given; a parameter without it must be given one. */
  default?: string;
  /** The only values that may be given. */
  allowedValues?: string[];
  /** Least length, for STRING and PATH. */
  minLength?: number;
  /** Greatest length, for STRING and PATH. */
  maxLength?: number;
  /** Least value, for INT and FLOAT. */
  minValue?: number;
  /** Greatest value, for INT and FLOAT. */
  maxValue?: number;
  /** What a path leads to, for PATH. */
  objectType?: "FILE" | "DIRECTORY";
  /** Whether the job reads or writes what a path leads to, for PATH. */
  dataFlow?: "NONE" | "IN" | "OUT" | "INOUT";
  /** How the parameter is shown in a form. */
  userInterface?: ParameterUserInterface;
}

/** A parameter value: its type, and the value as text. */
export interface ParameterValue<Type extends string = JobParameterType> {
  /** Type of the parameter. */
  type: Type;
  /** The value as text. */
  value: string;
}
