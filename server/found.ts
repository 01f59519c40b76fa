import { TaskError } from "@deadline/client/task";

/** The value, which must be there. */
export function found<T>(value: T | undefined, kind: string, id: string): T {
  if (value !== undefined) return value;
  throw new TaskError(`There is no ${kind} "${id}"`, { code: "NotFound", status: 404 });
}
