/** Ids of a path, under the names that the API gives them. */
export type Ids<Names extends string> = Record<Names, string>;

/** Path segment to member of the API. */
const MEMBERS = {
  farm: "farmId",
  queue: "queueId",
  job: "jobId",
  step: "stepId",
  session: "sessionId",
} as const;

type Member = (typeof MEMBERS)[keyof typeof MEMBERS];

/**
 * The ids of a route's path, as the API names them: `/farms/[farm]/queues/[queue]` gives `farmId`
 * and `queueId`. Those that the path lacks are not there, whatever the type says.
 */
export function idsOf<Names extends Member = Member>(
  { params }: { readonly params: Record<string, string> },
): Ids<Names> {
  const ids: Record<string, string> = {};
  for (const [segment, member] of Object.entries(MEMBERS)) {
    if (params[segment] !== undefined) ids[member] = params[segment];
  }
  return ids as Ids<Names>;
}
