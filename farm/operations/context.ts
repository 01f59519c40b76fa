import type { FarmKeys } from "../auth/keys.ts";
import type { Principal } from "../auth/principal.ts";
import type { Scheduler } from "../scheduler/scheduler.ts";
import type { Database } from "../store/database.ts";

/** What the farm hands to every operation. */
export interface Context {
  readonly db: Database;
  readonly keys: FarmKeys;
  readonly scheduler: Scheduler;
  /** Who asks. */
  readonly principal: Principal;
  /** The name recorded as `createdBy` and `updatedBy`. */
  readonly caller: string;
  /** Milliseconds since the epoch, one reading for the whole request. */
  readonly now: number;
}

/** An operation's input with its required members set, as the decoder has checked. */
export type Checked<T> = {
  [K in keyof T]: undefined extends T[K]
    ? Record<PropertyKey, never> extends Pick<T, K> ? T[K] : NonNullable<T[K]>
    : T[K];
};

/** An operation's output before it is encoded; times in milliseconds, ISO text or `Date`. */
export type Output = Record<string, unknown>;

/** What an operation does. It runs in one transaction, so it does not wait for anything. */
// deno-lint-ignore no-explicit-any -- each operation names its own input, which the codec made
export type Handler = (input: any, context: Context) => Output;
