import type * as sdk from "@aws-sdk/client-deadline";
import type { Principal } from "../auth/principal.ts";
import { issueCredentials } from "../auth/session_credentials.ts";
import { getResource } from "../store/resources.ts";
import { getWorker } from "../store/workers.ts";
import type { Checked, Context, Output } from "./context.ts";

/** Operations that hand out temporary credentials. */
export const roles = {
  AssumeQueueRoleForUser(
    { farmId, queueId }: Checked<sdk.AssumeQueueRoleForUserRequest>,
    context: Context,
  ): Output {
    getResource(context.db, "queue", queueId, farmId);
    return issue({ kind: "queueRole", farmId, queueId, access: "user" }, context);
  },

  AssumeQueueRoleForRead(
    { farmId, queueId }: Checked<sdk.AssumeQueueRoleForReadRequest>,
    context: Context,
  ): Output {
    getResource(context.db, "queue", queueId, farmId);
    return issue({ kind: "queueRole", farmId, queueId, access: "read" }, context);
  },

  AssumeQueueRoleForWorker(
    { farmId, fleetId, workerId, queueId }: Checked<sdk.AssumeQueueRoleForWorkerRequest>,
    context: Context,
  ): Output {
    getWorker(context.db, farmId, fleetId, workerId);
    const { roleArn } = getResource(context.db, "queue", queueId, farmId);
    // A queue without a role has nothing to hand out.
    if (roleArn === undefined) return {};
    return issue({ kind: "queueRole", farmId, queueId, access: "worker" }, context);
  },

  AssumeFleetRoleForRead(
    { farmId, fleetId }: Checked<sdk.AssumeFleetRoleForReadRequest>,
    context: Context,
  ): Output {
    getResource(context.db, "fleet", fleetId, farmId);
    return issue({ kind: "fleetRole", farmId, fleetId }, context);
  },

  AssumeFleetRoleForWorker(
    { farmId, fleetId, workerId }: Checked<sdk.AssumeFleetRoleForWorkerRequest>,
    context: Context,
  ): Output {
    getWorker(context.db, farmId, fleetId, workerId);
    return issue({ kind: "fleetRole", farmId, fleetId, workerId }, context);
  },
};

function issue(principal: Principal, { keys, now }: Context): Output {
  return { credentials: issueCredentials(principal, keys.sealingSecret, now) };
}
