import { idsOf } from "@/server/ids.ts";
import { list } from "@/server/route.ts";
import { define } from "@/server/state.ts";
import { workersOf } from "@/server/workers.ts";

export const handler = define.handlers({
  GET: list(
    ({ params, query }) => {
      const fleetId = query.get("fleetId") ?? undefined;
      const ids = { ...idsOf({ params }), ...(fleetId ? { fleetId } : {}) };
      return { call: "ListWorkers", cli: "worker list", library: "listWorkers", ids };
    },
    ({ params, query, call }) =>
      workersOf({ farmId: params.farm, fleetId: query.get("fleetId") ?? undefined }, call),
  ),
});
