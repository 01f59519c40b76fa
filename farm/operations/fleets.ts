import type * as sdk from "@aws-sdk/client-deadline";
import { invalid } from "../protocol/errors.ts";
import { fleetCapabilities } from "../scheduler/capabilities.ts";
import { newId } from "../store/ids.ts";
import { deleteResource, type Document, getResource, listResources } from "../store/resources.ts";
import { countWorkers } from "../store/workers.ts";
import type { Checked, Context, Output } from "./context.ts";
import {
  changeRecord,
  createRecord,
  listPage,
  memberFilter,
  pick,
  refuseInUse,
} from "./records.ts";

const SETTINGS = [
  "displayName",
  "description",
  "roleArn",
  "minWorkerCount",
  "maxWorkerCount",
  "configuration",
  "hostConfiguration",
] as const;

/** Operations on fleets. */
export const fleets = {
  CreateFleet(input: Checked<sdk.CreateFleetRequest>, context: Context): Output {
    getResource(context.db, "farm", input.farmId, "");
    checkCounts(input);
    if (!("customerManaged" in input.configuration)) {
      throw invalid("The local farm has customer-managed fleets only.");
    }
    const fleetId = newId("fleet");
    createRecord(context, "fleet", fleetId, input.farmId, {
      farmId: input.farmId,
      fleetId,
      status: "ACTIVE",
      minWorkerCount: 0,
      ...pick(input, SETTINGS),
    }, input.tags);
    return { fleetId };
  },

  GetFleet({ farmId, fleetId }: Checked<sdk.GetFleetRequest>, context: Context): Output {
    return show(getResource(context.db, "fleet", fleetId, farmId), context);
  },

  ListFleets(input: Checked<sdk.ListFleetsRequest>, context: Context): Output {
    getResource(context.db, "farm", input.farmId, "");
    const member = memberFilter(context, input.principalId, (fleet) => fleet.fleetId as string);
    const keep = (fleet: Document) =>
      (input.displayName === undefined || fleet.displayName === input.displayName) &&
      (input.status === undefined || fleet.status === input.status) && (member?.(fleet) ?? true);
    return listPage(context, "fleet", input.farmId, "fleets", input, {
      keep,
      show: (fleet) => show(fleet, context),
    });
  },

  UpdateFleet(input: Checked<sdk.UpdateFleetRequest>, context: Context): Output {
    const changes = pick(input, SETTINGS);
    changeRecord(context, "fleet", input.fleetId, input.farmId, (fleet) => {
      checkCounts({ ...fleet, ...changes });
      return changes;
    });
    context.scheduler.wake();
    return {};
  },

  DeleteFleet({ farmId, fleetId }: Checked<sdk.DeleteFleetRequest>, { db }: Context): Output {
    getResource(db, "fleet", fleetId, farmId);
    const associations = listResources(db, "queueFleetAssociation", farmId)
      .filter(({ document }) => document.fleetId === fleetId && document.status !== "STOPPED");
    refuseInUse("fleet", fleetId, associations.length, "associations with queues");
    refuseInUse("fleet", fleetId, countWorkers(db, fleetId), "workers");
    deleteResource(db, "fleet", fleetId);
    return {};
  },
};

function show(fleet: Document, { db }: Context): Document {
  const workerCount = countWorkers(db, fleet.fleetId as string);
  return {
    ...fleet,
    workerCount,
    targetWorkerCount: workerCount,
    autoScalingStatus: "STEADY",
    capabilities: fleetCapabilities(fleet),
  };
}

function checkCounts(
  { minWorkerCount, maxWorkerCount }: { minWorkerCount?: unknown; maxWorkerCount?: unknown },
): void {
  const [min, max] = [Number(minWorkerCount ?? 0), Number(maxWorkerCount ?? -1)];
  if (max >= 0 && min > max) {
    throw invalid(`minWorkerCount ${min} must not be greater than maxWorkerCount ${max}.`);
  }
}
