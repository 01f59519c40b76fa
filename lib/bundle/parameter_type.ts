import type { JobParameterDefinition, JobParameterType } from "@deadline/openjd";

/** The types of parameters that hold several values. */
export type ListParameterType =
  | "LIST[STRING]"
  | "LIST[PATH]"
  | "LIST[INT]"
  | "LIST[FLOAT]"
  | "LIST[BOOL]"
  | "LIST[LIST[INT]]";

/** The types of parameters that values are checked for, also those that need the extension EXPR. */
export type ParameterType = JobParameterType | "BOOL" | "RANGE_EXPR" | ListParameterType;

const PARAMETER_TYPES: Readonly<Record<ParameterType, true>> = {
  STRING: true,
  PATH: true,
  INT: true,
  FLOAT: true,
  BOOL: true,
  RANGE_EXPR: true,
  "LIST[STRING]": true,
  "LIST[PATH]": true,
  "LIST[INT]": true,
  "LIST[FLOAT]": true,
  "LIST[BOOL]": true,
  "LIST[LIST[INT]]": true,
};

/** Whether a text names a type of parameters. */
export function isParameterType(name: string): name is ParameterType {
  return Object.hasOwn(PARAMETER_TYPES, name);
}

/** What the items of a list must be like. */
export interface ItemRules {
  /** The only items that may be given. */
  allowedValues?: readonly (string | number)[];
  /** Least length of a text, or of an inner list. */
  minLength?: number;
  /** Greatest length of a text, or of an inner list. */
  maxLength?: number;
  /** Least number. */
  minValue?: number;
  /** Greatest number. */
  maxValue?: number;
  /** What the numbers of inner lists must be like. */
  item?: ItemRules;
}

/** A parameter as far as its values are concerned. */
export interface ParameterRules
  extends Omit<JobParameterDefinition, "type" | "default" | "userInterface"> {
  /** Type of the values. */
  type: ParameterType;
  /** What the items of a list must be like. */
  item?: ItemRules;
}

/** Whether values of a type are lists. */
export function isListType(type: ParameterType): type is ListParameterType {
  return type.startsWith("LIST[");
}

/** Whether values of a type are paths. */
export function isPathType(type: ParameterType): boolean {
  return type === "PATH" || type === "LIST[PATH]";
}

/** Whether a path value is an address, such as `s3://bucket/key`, rather than a path of a file. */
export function isUri(path: string): boolean {
  return /^[A-Za-z][A-Za-z0-9+.-]+:\/\//.test(path);
}
