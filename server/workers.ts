import {
  type CallOptions,
  getJob,
  getWorker,
  listFleets,
  listSessionsForWorker,
  listWorkers,
  type WorkerSummary,
} from "@deadline/client";
import { pooledMap } from "@std/async/pool";
import type { Fleet, Worker } from "./contract.ts";
import { toFleet, toWorker } from "./shapes/farm.ts";

/** How many workers are asked at once what they run. */
const AT_ONCE = 5;

/** The workers of one fleet, or of all fleets of a farm, with what each runs now. */
export async function* workersOf(
  { farmId, fleetId }: { farmId: string; fleetId?: string | undefined },
  call: CallOptions,
): AsyncGenerator<Worker[], void> {
  const names = new Map<string, Promise<string | undefined>>();
  const jobName = (queueId: string, jobId: string) => {
    const known = names.get(jobId) ??
      getJob({ farmId, queueId, jobId }, call).then(({ name }) => name, () => undefined);
    names.set(jobId, known);
    return known;
  };
  for await (const fleets of listFleets({ farmId }, call).pages()) {
    for (const fleet of fleets.map(toFleet)) {
      if (fleetId !== undefined && fleet.fleetId !== fleetId) continue;
      for await (const page of listWorkers({ farmId, fleetId: fleet.fleetId }, call).pages()) {
        const look = (worker: WorkerSummary) => describe(farmId, fleet, worker, jobName, call);
        yield await Array.fromAsync(pooledMap(AT_ONCE, page, look));
      }
    }
  }
}

async function describe(
  farmId: string,
  fleet: Fleet,
  summary: WorkerSummary,
  jobName: (queueId: string, jobId: string) => Promise<string | undefined>,
  call: CallOptions,
): Promise<Worker> {
  const worker = toWorker(summary, fleet);
  if (worker.status === "STOPPED" || worker.status === "CREATED") return worker;
  const ids = { farmId, fleetId: fleet.fleetId, workerId: worker.workerId };
  const [sessions, details] = await Promise.all([
    listSessionsForWorker(ids, call).toArray(),
    getWorker(ids, call),
  ]);
  const running = sessions.filter(({ endedAt, lifecycleStatus }) =>
    endedAt === undefined && lifecycleStatus !== "ENDED"
  );
  return {
    ...worker,
    running: await Promise.all(running.map(async ({ sessionId, queueId, jobId }) => {
      const name = await jobName(queueId!, jobId!);
      return {
        jobId: jobId!,
        queueId: queueId!,
        sessionId: sessionId!,
        ...(name ? { jobName: name } : {}),
      };
    })),
    capabilities: capabilitiesOf(details),
  };
}

function capabilitiesOf(
  details: Awaited<ReturnType<typeof getWorker>>,
): { name: string; value: string }[] {
  const { amounts = [], attributes = [] } =
    (details as { capabilities?: Capabilities }).capabilities ?? {};
  return [
    ...amounts.map(({ name, value }) => ({ name, value: String(value) })),
    ...attributes.map(({ name, values }) => ({ name, value: values.join(", ") })),
  ];
}

interface Capabilities {
  amounts?: { name: string; value: number }[];
  attributes?: { name: string; values: string[] }[];
}
