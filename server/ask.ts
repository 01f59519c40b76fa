import type { CallOptions, Session } from "@deadline/client/session";
import { type Lineage, TaskError } from "@deadline/client/task";
import type { CallMeta } from "@deadline/client/wire";
import type { Console } from "./console.ts";
import type { Asked } from "./equivalent.ts";

/** What the body of a route is given. */
export interface Ask {
  readonly console: Console;
  /**
   * Hand it to every library function: it holds the session, the signal that reaches the socket, the
   * region of the farm in the path, who notes the id that AWS gave the call, and who tells the page that
   * a call will be made again.
   */
  readonly call: Pick<CallOptions, "onAnswer" | "onRetry" | "region"> & {
    readonly session: Session;
    readonly signal: AbortSignal;
  };
  /** Aborts when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
  /** Whether the page has asked nothing newer of the same kind. */
  isNewest(): boolean;
  readonly params: Record<string, string>;
  readonly query: URLSearchParams;
  /** What the page that asks has selected, as far as it says. */
  readonly lineage: Lineage;
  /** The bytes of a file that are asked for, as the request says it. */
  readonly range: string | null;
  /** The event that a stream which is attached again had last. */
  readonly lastEventId: string | undefined;
  /** Facts for the foot of the panel; the body fills in what it learns. */
  readonly meta: Pick<CallMeta, "awsRequestId" | "retries" | "total" | "notices">;
  /** The JSON that was sent along. */
  json<T>(): Promise<T>;
}

/** What a route asks of AWS, or how to tell from the request. */
export type AskedOf = Asked | ((ask: Pick<Ask, "params" | "query">) => Asked);

/** A member of the query that must be there. */
export function required(query: URLSearchParams, name: string): string {
  const value = query.get(name);
  if (value) return value;
  throw new TaskError(`The query lacks "${name}"`, { code: "BadRequest", status: 400 });
}
