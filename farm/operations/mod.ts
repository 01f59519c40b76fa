/**
 * All operations that the farm answers, by name. Which inputs and outputs they have is the SDK's
 * business; an operation that is missing here is answered with 501.
 *
 * @module
 */
import type { Handler } from "./context.ts";
import { absent } from "./absent.ts";
import { batches } from "./batches.ts";
import { budgets } from "./budgets.ts";
import { farms } from "./farms.ts";
import { fleets } from "./fleets.ts";
import { jobEntities } from "./job_entities.ts";
import { jobs } from "./jobs.ts";
import { limits } from "./limits.ts";
import { members } from "./members.ts";
import { monitors } from "./monitors.ts";
import { queueEnvironments } from "./queue_environments.ts";
import { queueFleetAssociations } from "./queue_fleet_associations.ts";
import { queueLimitAssociations } from "./queue_limit_associations.ts";
import { queues } from "./queues.ts";
import { roles } from "./roles.ts";
import { search } from "./search.ts";
import { sessions } from "./sessions.ts";
import { statistics } from "./statistics.ts";
import { steps } from "./steps.ts";
import { storageProfiles } from "./storage_profiles.ts";
import { tags } from "./tags.ts";
import { tasks } from "./tasks.ts";
import { workers } from "./workers.ts";

/** What each operation does. */
export const handlers: ReadonlyMap<string, Handler> = new Map(Object.entries(
  {
    ...absent,
    ...batches,
    ...budgets,
    ...farms,
    ...fleets,
    ...jobEntities,
    ...jobs,
    ...limits,
    ...members,
    ...monitors,
    ...queueEnvironments,
    ...queueFleetAssociations,
    ...queueLimitAssociations,
    ...queues,
    ...roles,
    ...search,
    ...sessions,
    ...statistics,
    ...steps,
    ...storageProfiles,
    ...tags,
    ...tasks,
    ...workers,
  } satisfies Record<string, Handler>,
));
