import { getJob } from "../store/jobs.ts";
import {
  deleteResource,
  findResource,
  getResource,
  insertResource,
  updateResource,
} from "../store/resources.ts";
import type { Context, Handler, Output } from "./context.ts";
import { listPage, pick } from "./records.ts";

/** What people may be members of. */
type Scope = "Farm" | "Queue" | "Fleet" | "Job";

interface Ids {
  readonly farmId: string;
  readonly queueId?: string;
  readonly fleetId?: string;
  readonly jobId?: string;
  readonly principalId: string;
}

/** Operations on members; the farm itself lets everybody who has its key do everything. */
export const members: Readonly<Record<string, Handler>> = Object.fromEntries(
  (["Farm", "Queue", "Fleet", "Job"] as const).flatMap((scope): [string, Handler][] => [
    [`AssociateMemberTo${scope}`, (input, context) => associate(scope, input, context)],
    [`DisassociateMemberFrom${scope}`, (input, context) => disassociate(scope, input, context)],
    [`List${scope}Members`, (input, context) => {
      const parent = requireScope(scope, input, context);
      return listPage(context, "member", parent, "members", input);
    }],
  ]),
);

function associate(scope: Scope, input: Ids, context: Context): Output {
  const parent = requireScope(scope, input, context);
  const id = `${parent}/${input.principalId}`;
  const document = pick(input as Ids & Record<string, unknown>, [
    "farmId",
    "queueId",
    "fleetId",
    "jobId",
    "principalId",
    "principalType",
    "identityStoreId",
    "membershipLevel",
  ]);
  if (findResource(context.db, "member", id, parent) === undefined) {
    insertResource(context.db, "member", id, parent, context.now, document);
  } else {
    updateResource(context.db, "member", id, document);
  }
  return {};
}

function disassociate(scope: Scope, input: Ids, context: Context): Output {
  const parent = requireScope(scope, input, context);
  const id = `${parent}/${input.principalId}`;
  getResource(context.db, "member", id, parent);
  deleteResource(context.db, "member", id);
  return {};
}

/** The id of what a request is about, which must exist. */
function requireScope(scope: Scope, input: Ids, { db }: Context): string {
  const { farmId, queueId, fleetId, jobId } = input;
  if (scope === "Farm") getResource(db, "farm", farmId, "");
  if (scope === "Queue") getResource(db, "queue", queueId!, farmId);
  if (scope === "Fleet") getResource(db, "fleet", fleetId!, farmId);
  if (scope === "Job") getJob(db, { farmId, queueId: queueId!, jobId: jobId! });
  return { Farm: farmId, Queue: queueId, Fleet: fleetId, Job: jobId }[scope]!;
}
