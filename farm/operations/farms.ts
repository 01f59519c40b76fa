import type * as sdk from "@aws-sdk/client-deadline";
import { newId } from "../store/ids.ts";
import {
  deleteResource,
  getResource,
  insertResource,
  listResources,
  updateResource,
} from "../store/resources.ts";
import type { Checked, Context, Output } from "./context.ts";
import { created, listPage, memberFilter, pick, refuseInUse, updated } from "./records.ts";
import { putTags } from "./tags.ts";

/** Operations on farms. */
export const farms = {
  CreateFarm(input: Checked<sdk.CreateFarmRequest>, context: Context): Output {
    const farmId = newId("farm");
    insertResource(context.db, "farm", farmId, "", context.now, {
      farmId,
      costScaleFactor: 1,
      ...pick(input, ["displayName", "description", "kmsKeyArn", "costScaleFactor"]),
      ...created(context),
    });
    putTags(context, farmId, input.tags);
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
    updateResource(context.db, "farm", input.farmId, {
      ...getResource(context.db, "farm", input.farmId, ""),
      ...pick(input, ["displayName", "description", "costScaleFactor"]),
      ...updated(context),
    });
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
