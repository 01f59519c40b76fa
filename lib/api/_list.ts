import { call, type CallOptions, type InputOf, type OperationOf } from "../session/call.ts";
import { defaultSession } from "../session/session.ts";
import { PageStream, pageStream } from "./page_stream.ts";

/** The list operations of Deadline Cloud. */
type ListOperation = Extract<OperationOf<"deadline">, `List${string}`>;

/** Makes the stream of a list operation, following `nextToken` to its end. */
export function list<Item, O extends ListOperation>(
  operation: O,
  key: string,
  input: object,
  options: CallOptions,
): PageStream<Item> {
  return pageStream<Item, string>(async (nextToken) => {
    const request = { ...input, ...(nextToken ? { nextToken } : {}) } as InputOf<"deadline", O>;
    const output = await call("deadline", operation, request, options) as Record<string, unknown>;
    return {
      items: (output[key] ?? []) as Item[],
      next: (output.nextToken || undefined) as string | undefined,
    };
  });
}

/** As {@linkcode list}, asking for what the user of a monitor profile is a member of. */
export function listForPrincipal<Item, O extends ListOperation>(
  operation: O,
  key: string,
  input: { principalId?: string | undefined },
  options: CallOptions,
): PageStream<Item> {
  return new PageStream(async function* () {
    const { session = defaultSession() } = options;
    const principalId = input.principalId ?? await session.principalId();
    const request = { ...input, ...(principalId ? { principalId } : {}) };
    yield* list<Item, O>(operation, key, request, { ...options, session }).pages();
  });
}
