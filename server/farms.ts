import { farmRegions, listFarms, listFarmsInRegions } from "@deadline/client";
import type { Ask } from "./ask.ts";
import type { Farm } from "./contract.ts";
import { toFarm } from "./shapes/farm.ts";

/** The farms of all regions, each region as it answers; one that does not is a notice. */
export async function* farmsOf({ console, call, meta }: Ask): AsyncGenerator<Farm[]> {
  const config = await console.selection.config(call.signal);
  const regions = await farmRegions(call.session, config.getList("settings.deadline_regions"));
  const told = (farm: Farm) => {
    console.names.set(farm.farmId, farm.name);
    if (farm.region) console.regions.set(farm.farmId, farm.region);
    return farm;
  };
  if (regions.length <= 1) {
    const [region] = regions;
    for await (const page of listFarms({}, { ...call, region }).pages()) {
      yield page.map((farm) => told({ ...toFarm(farm), ...(region ? { region } : {}) }));
    }
    return;
  }
  try {
    for await (const { region, farms, error } of listFarmsInRegions(regions, call)) {
      if (error) (meta.notices ??= []).push(`${region}: ${error.reason}`);
      else yield farms.map((farm) => told({ ...toFarm(farm), region }));
    }
  } catch (error) {
    // All failed: the first says what the others say too.
    throw error instanceof AggregateError ? error.errors[0] : error;
  }
}
