import {
  type CallOptions,
  getJob,
  listFleets,
  listSessionsForWorker,
  listWorkers,
  type WorkerSummary,
} from "@deadline/client";
import { pooledMap } from "@std/async/pool";
import type { Fleet, Worker } from "./contract.ts";
import { toCapabilities, toFleet, toWorker } from "./shapes/farm.ts";

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
    for (const summary of fleets) {
      const fleet = toFleet(summary);
      const capabilities = toCapabilities(summary);
      if (fleetId !== undefined && fleet.fleetId !== fleetId) continue;
      for await (const page of listWorkers({ farmId, fleetId: fleet.fleetId }, call).pages()) {
        const look = (worker: WorkerSummary) => describe(farmId, fleet, worker, jobName, call);
        const workers = await Array.fromAsync(pooledMap(AT_ONCE, page, look));
        yield workers.map((worker) => ({ ...worker, capabilities }));
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
  const sessions = await listSessionsForWorker(ids, call).toArray();
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
  };
}
