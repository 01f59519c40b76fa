import { isObject } from "../_is_object.ts";
import type { HookMoment } from "./hooks_file.ts";

/** Paths that hooks add to a job. */
export interface HookAssets {
  /** Files that the job reads. */
  inputFilenames?: string[];
  /** Directories whose files the job reads. */
  inputDirectories?: string[];
  /** Directories that the job writes to. */
  outputDirectories?: string[];
  /** Paths that the job names, but that are not sent. */
  referencedPaths?: string[];
}

/** What hooks change. */
export interface HookOutput {
  /** Before a submission: the text of another template. */
  template?: string;
  /** Before a submission: another priority. */
  priority?: number;
  /** Values of parameters; those that the submitter gave hold all the same. */
  parameters?: Record<string, unknown>;
  /** Before a submission: paths to be added to the job's. */
  attachments?: { assetReferences?: HookAssets };
  /** Before a form opens: the name of the job. */
  name?: string;
  /** Before a form opens: the description of the job. */
  description?: string;
}

const KEYS: Record<HookMoment, readonly string[]> = {
  preGUI: ["parameters", "name", "description"],
  preSubmission: ["template", "priority", "parameters", "attachments"],
  postSubmission: [],
};
const ASSETS = ["inputFilenames", "inputDirectories", "outputDirectories", "referencedPaths"];

/**
 * Reads what a hook wrote to its standard output.
 *
 * @throws {TypeError} if it cannot be used.
 */
export function readHookOutput(text: string, moment: HookMoment): HookOutput {
  let output: unknown;
  try {
    output = JSON.parse(text);
  } catch (cause) {
    throw new TypeError(`what it wrote is not JSON: ${(cause as Error).message}`, { cause });
  }
  if (!isObject(output)) throw new TypeError("what it wrote is not a JSON object");
  const unknown = Object.keys(output).filter((key) => !KEYS[moment].includes(key));
  // Before a submission the Python client passes over what it does not know.
  if (moment === "preGUI" && unknown.length > 0) {
    throw new TypeError(`it wrote "${unknown[0]}", and may write only ${KEYS[moment].join(", ")}`);
  }
  const { template, priority, parameters, attachments, name, description } = output;
  for (const [key, value] of Object.entries({ template, name, description })) {
    if (value !== undefined && typeof value !== "string") {
      throw new TypeError(`"${key}" must be text`);
    }
  }
  if (priority !== undefined && !Number.isInteger(priority)) {
    throw new TypeError('"priority" must be a whole number');
  }
  if (parameters !== undefined && !isObject(parameters)) {
    throw new TypeError('"parameters" must be an object of names and values');
  }
  if (attachments !== undefined) checkAttachments(attachments);
  return Object.fromEntries(Object.entries(output).filter(([key]) => KEYS[moment].includes(key)));
}

/** Puts what a later hook says over what earlier ones said. */
export function mergeHookOutput(earlier: HookOutput, later: HookOutput): HookOutput {
  const merged: HookOutput = { ...earlier, ...later };
  if (earlier.parameters && later.parameters) {
    merged.parameters = { ...earlier.parameters, ...later.parameters };
  }
  if (earlier.attachments && later.attachments) {
    const [before, after] = [earlier.attachments, later.attachments];
    merged.attachments = {
      ...before,
      ...after,
      assetReferences: { ...before.assetReferences, ...after.assetReferences },
    };
  }
  return merged;
}

function checkAttachments(attachments: unknown): void {
  if (!isObject(attachments)) throw new TypeError('"attachments" must be an object');
  const { assetReferences } = attachments;
  if (assetReferences === undefined) return;
  if (!isObject(assetReferences)) throw new TypeError('"assetReferences" must be an object');
  for (const key of ASSETS) {
    const paths = assetReferences[key];
    if (paths === undefined) continue;
    if (!Array.isArray(paths) || paths.some((path) => typeof path !== "string")) {
      throw new TypeError(`"assetReferences.${key}" must be a list of paths`);
    }
  }
}
