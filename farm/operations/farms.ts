import type * as sdk from "@aws-sdk/client-deadline";
import { newId } from "../store/ids.ts";
import { deleteResource, getResource, listResources } from "../store/resources.ts";
import type { Checked, Context, Output } from "./context.ts";
import {
  changeRecord,
  createRecord,
  listPage,
  memberFilter,
  pick,
  refuseInUse,
} from "./records.ts";

/** Operations on farms. */
export const farms = {
  CreateFarm(input: Checked<sdk.CreateFarmRequest>, context: Context): Output {
    const farmId = newId("farm");
    createRecord(context, "farm", farmId, "", {
      farmId,
      costScaleFactor: 1,
      ...pick(input, ["displayName", "description", "kmsKeyArn", "costScaleFactor"]),
    }, input.tags);
    return { farmId };
  },

  GetFarm({ farmId }: Checked<sdk.GetFarmRequest>, { db }: Context): Output {
    return getResource(db, "farm", farmId, "");
  },

  ListFarms(input: Checked<sdk.ListFarmsRequest>, context: Context): Output {
    const keep = memberFilter(context, input.principalId, (farm) => farm.farmId as string);
    return listPage(context, "farm", "", "farms", input, { keep });
  },

  UpdateFarm(input: Checked<sdk.UpdateFarmRequest>, context: Context): Output {
    const changes = pick(input, ["displayName", "description", "costScaleFactor"]);
    changeRecord(context, "farm", input.farmId, "", changes);
    return {};
  },

  DeleteFarm({ farmId }: Checked<sdk.DeleteFarmRequest>, { db }: Context): Output {
    getResource(db, "farm", farmId, "");
    refuseInUse("farm", farmId, listResources(db, "queue", farmId).length, "queues");
    refuseInUse("farm", farmId, listResources(db, "fleet", farmId).length, "fleets");
    deleteResource(db, "farm", farmId);
    return {};
  },
};
