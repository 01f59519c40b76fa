/** Fields of a new job that a bundle or a submitter may set. */
export interface JobFields {
  /** From 0 to 100; the higher, the sooner. */
  priority?: number | undefined;
  /** Whether the job runs at once (`READY`) or waits (`SUSPENDED`). */
  targetTaskRunStatus?: "READY" | "SUSPENDED" | undefined;
  /** After how many failed tasks the job stops. */
  maxFailedTasksCount?: number | undefined;
  /** How often a failed task is tried again. */
  maxRetriesPerTask?: number | undefined;
  /** How many workers may work on it at once; -1 for any number. */
  maxWorkerCount?: number | undefined;
}

const PREFIX = "deadline:";
const NUMBERS: readonly (keyof JobFields)[] = [
  "priority",
  "maxFailedTasksCount",
  "maxRetriesPerTask",
  "maxWorkerCount",
];

/**
 * Reads a `deadline:...` value into `fields`. Values of other renderers (`x:y`) are not ours to read.
 *
 * @returns whether the name was one of a field, ours or not, rather than of a job parameter.
 * @throws {TypeError} if the field does not exist or its value cannot be used.
 */
export function readJobField(fields: JobFields, name: string, value: unknown): boolean {
  if (!name.startsWith(PREFIX)) return name.includes(":");
  const field = name.slice(PREFIX.length) as keyof JobFields;
  if (field === "targetTaskRunStatus") {
    if (value !== "READY" && value !== "SUSPENDED") {
      throw new TypeError(`"${name}" must be READY or SUSPENDED, not "${value}"`);
    }
    fields.targetTaskRunStatus = value;
  } else if (NUMBERS.includes(field)) {
    const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
    if (!Number.isInteger(number)) {
      throw new TypeError(`"${name}" must be a whole number, not "${value}"`);
    }
    fields[field] = number as number;
  } else {
    throw new TypeError(`a job has no field "${name}"`);
  }
  return true;
}
