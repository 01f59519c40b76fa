import { invalid } from "../protocol/errors.ts";

/** The paging members of a List operation's input. */
export interface PageInput {
  readonly maxResults?: number | undefined;
  readonly nextToken?: string | undefined;
}

const DEFAULT_PAGE = 100;

/**
 * Makes one page of a list.
 *
 * @param input The request's paging members.
 * @param list What is listed; a token of one list is refused by another.
 * @param read Reads up to `limit` items after the position that it once told.
 * @param positionOf The position of an item, as plain JSON.
 * @returns The page's items, and the token of the next page if there is one.
 * @throws {ServiceError} `ValidationException` for a token that this list never gave.
 */
export function page<T, P>(
  input: PageInput,
  list: string,
  read: (after: P | undefined, limit: number) => T[],
  positionOf: (item: T) => P,
): { items: T[]; nextToken: string | undefined } {
  const limit = input.maxResults ?? DEFAULT_PAGE;
  const after = input.nextToken === undefined ? undefined : readToken<P>(input.nextToken, list);
  const items = read(after, limit + 1);
  if (items.length <= limit) return { items, nextToken: undefined };
  items.length = limit;
  const last = positionOf(items[limit - 1]!);
  return {
    items,
    nextToken: Buffer.from(JSON.stringify([list, last])).toString("base64url"),
  };
}

function readToken<P>(token: string, list: string): P {
  try {
    const [name, position] = JSON.parse(Buffer.from(token, "base64url").toString());
    if (name === list) return position as P;
  } catch {
    // Falls through to the refusal below.
  }
  throw invalid("The nextToken is not one that this list has given.");
}
