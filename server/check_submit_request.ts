import { TaskError } from "@deadline/client/task";
import type { SubmitRequest } from "./contract.ts";

type Check = readonly [what: string, holds: (value: unknown) => boolean];

const isText = (value: unknown): value is string => typeof value === "string";
const isRecordOf = (value: unknown, holds: (part: unknown) => boolean) =>
  typeof value === "object" && value !== null && !Array.isArray(value) &&
  Object.values(value).every(holds);

const TEXT: Check = ["text", isText];
const NUMBER: Check = ["a number", Number.isFinite];

/** What each part of a submission is, where it is there. */
const PARTS: { readonly [Part in keyof SubmitRequest]-?: Check } = {
  farmId: TEXT,
  queueId: TEXT,
  bundle: TEXT,
  name: TEXT,
  description: TEXT,
  priority: NUMBER,
  maxFailedTasksCount: NUMBER,
  maxRetriesPerTask: NUMBER,
  maxWorkerCount: NUMBER,
  targetTaskRunStatus: TEXT,
  parameters: ["an object of texts", (value) => isRecordOf(value, isText)],
  storageProfileId: TEXT,
  assets: [
    "an object of lists of paths",
    (value) => isRecordOf(value, (list) => Array.isArray(list) && list.every(isText)),
  ],
  requirePathsExist: ["true or false", (value) => typeof value === "boolean"],
  hostRequirements: ["an object", (value) => isRecordOf(value, () => true)],
};

const NEEDED = ["farmId", "queueId", "bundle", "parameters"] as const;

/**
 * Checks what a request to submit brings.
 *
 * @throws {TaskError} with status 400, naming the part that is missing or is something else.
 */
export function checkSubmitRequest(request: SubmitRequest): void {
  const missing = NEEDED.find((part) => request[part] === undefined || request[part] === "");
  if (missing) throw refused(`A submission needs "${missing}"`);
  checkSubmitParts(request);
}

/**
 * Checks those parts of a submission that are there.
 *
 * @throws {TaskError} with status 400, naming the part that is something else.
 */
export function checkSubmitParts(parts: Partial<SubmitRequest>): void {
  for (const [part, [what, holds]] of Object.entries(PARTS)) {
    const value = parts[part as keyof SubmitRequest];
    if (value !== undefined && !holds(value)) throw refused(`"${part}" has to be ${what}`);
  }
}

function refused(message: string): TaskError {
  return new TaskError(message, { code: "BadRequest", status: 400 });
}
