/**
 * Job parameters of Open Job Description: what a template defines, and whether a value fits. It
 * imports nothing, so that a form in a browser can use it.
 *
 * @module
 */
export { checkParameterValue } from "./check.ts";
export { derivedControl } from "./control.ts";
export type {
  FileFilter,
  JobParameterDefinition,
  JobParameterType,
  ParameterControl,
  ParameterUserInterface,
  ParameterValue,
} from "./definition.ts";
