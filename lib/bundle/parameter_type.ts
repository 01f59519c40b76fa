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

/** All types, each with the member of the service's union that carries its values. */
export const WIRE_MEMBERS: Readonly<Record<ParameterType, string>> = {
  STRING: "string",
  PATH: "path",
  INT: "int",
  FLOAT: "float",
  BOOL: "bool",
  RANGE_EXPR: "rangeExpr",
  "LIST[STRING]": "stringList",
  "LIST[PATH]": "pathList",
  "LIST[INT]": "intList",
  "LIST[FLOAT]": "floatList",
  "LIST[BOOL]": "boolList",
  "LIST[LIST[INT]]": "intListList",
};

/** Whether a text names a type of parameters. */
export function isParameterType(name: string): name is ParameterType {
  return Object.hasOwn(WIRE_MEMBERS, name);
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
