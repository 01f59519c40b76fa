import { TaskError } from "@deadline/client/task";

/** No form of the console sends more than this many bytes. */
const LIMIT = 1 << 20;

/**
 * Reads the JSON object of a request.
 *
 * @throws {TaskError} with status 400 if it is none, 413 if it is too long.
 */
export async function readJson<T>(request: Request): Promise<T> {
  const text = await readText(request);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new TaskError("The request is not JSON", { code: "BadRequest", status: 400, cause });
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new TaskError("The request is not a JSON object", { code: "BadRequest", status: 400 });
  }
  return value as T;
}

async function readText(request: Request): Promise<string> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  for await (const chunk of request.body ?? []) {
    length += chunk.length;
    if (length > LIMIT) {
      throw new TaskError(`The request is longer than ${LIMIT} bytes`, {
        code: "TooLarge",
        status: 413,
      });
    }
    chunks.push(chunk);
  }
  return await new Blob(chunks).text();
}
