import { call, type CallOptions } from "../session/call.ts";
import { list, listForPrincipal } from "./_list.ts";
import type { PageStream } from "./page_stream.ts";
import type {
  FleetSummary,
  GetFleetInput,
  GetFleetOutput,
  ListFleetsInput,
  ListQueueFleetAssociationsInput,
  QueueFleetAssociationSummary,
} from "./shapes.ts";

/** Lists the fleets of a farm that the caller may see. */
export function listFleets(
  input: ListFleetsInput,
  options: CallOptions = {},
): PageStream<FleetSummary> {
  return listForPrincipal("ListFleets", "fleets", input, options);
}

/** Gets one fleet. */
export function getFleet(
  input: GetFleetInput,
  options: CallOptions = {},
): Promise<GetFleetOutput> {
  return call("deadline", "GetFleet", input, options);
}

/** Lists which queues of a farm are served by which fleets. */
export function listQueueFleetAssociations(
  input: ListQueueFleetAssociationsInput,
  options: CallOptions = {},
): PageStream<QueueFleetAssociationSummary> {
  return list("ListQueueFleetAssociations", "queueFleetAssociations", input, options);
}
