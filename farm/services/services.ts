import type { FarmKeys } from "../auth/keys.ts";
import type { SignedParts } from "../auth/signature.ts";
import type { Clock } from "../clock.ts";
import type { ObjectStore } from "../objects/mod.ts";
import type { Scheduler } from "../scheduler/scheduler.ts";
import type { Database } from "../store/database.ts";
import type { LogStore } from "../store/logs.ts";

/** What the farm's services work with. */
export interface Services {
  readonly db: Database;
  readonly logs: LogStore;
  readonly objects: ObjectStore;
  readonly keys: FarmKeys;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
}

/** A request, read whole. */
export interface FarmRequest extends SignedParts {
  /** Aborts when the caller goes away. */
  readonly signal: AbortSignal;
}
