import { CreateWorkerCommand, type DeadlineClient } from "@aws-sdk/client-deadline";
import { bootstrapClient } from "./clients.ts";
import type { WorkerAddress } from "./entities.ts";
import { makeToolFolder } from "./files.ts";
import { hostProperties } from "./host.ts";
import { readIdentity, writeIdentity } from "./identity.ts";
import { retry } from "./retry.ts";
import { jobVariables, type WorkerSettings } from "./settings.ts";
import { type RunWorkerOptions, WorkerLife } from "./worker_life.ts";

/**
 * Runs a worker until it is told to stop, by `signal` or by the service. A service that is away
 * for a while is waited for; a worker that the service does not know any more is created anew.
 */
export async function runWorker(
  settings: WorkerSettings,
  { signal, env, log }: RunWorkerOptions,
): Promise<void> {
  const bootstrap = bootstrapClient(settings);
  const variables = jobVariables({ ...env }, await makeToolFolder(settings.dataDir));
  try {
    let forget = false;
    while (!signal.aborted) {
      const address = await register(settings, bootstrap, { forget, signal, log });
      const life = new WorkerLife(settings, bootstrap, address, { signal, env: variables, log });
      const end = await life.run();
      if (end === "stopped") return;
      forget = end === "gone";
      log({ event: "restart", reason: end });
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    bootstrap.destroy();
  }
}

async function register(
  { dataDir, farmId, fleetId }: WorkerSettings,
  bootstrap: DeadlineClient,
  { forget, signal, log }: {
    forget: boolean;
    signal: AbortSignal;
    log: RunWorkerOptions["log"];
  },
): Promise<WorkerAddress> {
  const known = forget ? undefined : await readIdentity(dataDir, { farmId, fleetId });
  if (known) return known;
  const { workerId } = await retry((abortSignal) =>
    bootstrap.send(
      new CreateWorkerCommand({ farmId, fleetId, hostProperties: hostProperties() }),
      { abortSignal },
    ), { signal, onRetry: (error) => log({ event: "retry", message: String(error) }) });
  const identity = { farmId, fleetId, workerId: workerId! };
  await writeIdentity(dataDir, identity);
  log({ event: "created", workerId });
  return identity;
}
