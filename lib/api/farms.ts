import { call, type CallOptions } from "../session/call.ts";
import { listForPrincipal } from "./_list.ts";
import type { PageStream } from "./page_stream.ts";
import type { FarmSummary, GetFarmInput, GetFarmOutput, ListFarmsInput } from "./shapes.ts";

/** Lists the farms that the caller may see in one region. */
export function listFarms(
  input: ListFarmsInput = {},
  options: CallOptions = {},
): PageStream<FarmSummary> {
  return listForPrincipal("ListFarms", "farms", input, options);
}

/** Gets one farm. */
export function getFarm(
  input: GetFarmInput,
  options: CallOptions = {},
): Promise<GetFarmOutput> {
  return call("deadline", "GetFarm", input, options);
}
