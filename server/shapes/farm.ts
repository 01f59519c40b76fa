import type {
  FarmSummary,
  FleetSummary,
  QueueSummary,
  WorkerSearchSummary,
  WorkerSummary,
} from "@deadline/client";
import type { Farm, Fleet, Queue, Worker } from "@/server/contract.ts";
import { compact } from "./compact.ts";

/** A farm as the islands see it. */
export function toFarm(farm: FarmSummary): Farm {
  return { farmId: farm.farmId!, name: farm.displayName! };
}

/** A queue as the islands see it. */
export function toQueue(queue: QueueSummary): Queue {
  return compact({
    queueId: queue.queueId!,
    name: queue.displayName!,
    status: queue.status!,
    blockedReason: queue.blockedReason,
  });
}

/** A fleet as the islands see it. */
export function toFleet(fleet: FleetSummary): Fleet {
  return {
    fleetId: fleet.fleetId!,
    name: fleet.displayName!,
    status: fleet.status!,
    workerCount: fleet.workerCount ?? 0,
    maxWorkerCount: fleet.maxWorkerCount ?? 0,
  };
}

/** A worker as the islands see it. */
export function toWorker(
  worker: WorkerSummary | WorkerSearchSummary,
  fleet: Pick<Fleet, "fleetId" | "name">,
): Worker {
  const log = "log" in worker ? worker.log?.options : undefined;
  return compact({
    workerId: worker.workerId!,
    fleetId: fleet.fleetId,
    fleetName: fleet.name,
    status: worker.status!,
    hostName: worker.hostProperties?.hostName,
    createdAt: worker.createdAt!.toISOString(),
    updatedAt: worker.updatedAt?.toISOString(),
    logGroup: log?.logGroupName,
    logStream: log?.logStreamName,
  });
}

/** What the workers of a fleet have, as the fleet asks for it; the service tells no more of each. */
export function toCapabilities({ configuration }: FleetSummary): { name: string; value: string }[] {
  const needs = configuration?.customerManaged?.workerCapabilities ??
    configuration?.serviceManagedEc2?.instanceCapabilities;
  const all: [string, string | undefined][] = [
    ["attr.worker.os.family", needs?.osFamily],
    ["attr.worker.cpu.arch", needs?.cpuArchitectureType],
    ["amount.worker.vcpu", rangeText(needs?.vCpuCount)],
    ["amount.worker.memory", rangeText(needs?.memoryMiB, " MiB")],
  ];
  return all.flatMap(([name, value]) => value === undefined ? [] : [{ name, value }]);
}

function rangeText(
  range: { min?: number | undefined; max?: number | undefined } | undefined,
  unit = "",
): string | undefined {
  if (range?.min === undefined) return undefined;
  return range.max === undefined
    ? `${range.min}${unit} or more`
    : `${range.min} to ${range.max}${unit}`;
}
