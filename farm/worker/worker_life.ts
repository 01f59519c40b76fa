import { join } from "@std/path";
import {
  type DeadlineClient,
  UpdateWorkerCommand,
  UpdateWorkerScheduleCommand,
  type UpdateWorkerScheduleResponse,
} from "@aws-sdk/client-deadline";
import { AssignedSession, type SessionContext } from "./assigned_session.ts";
import { type WorkerClients, workerClients } from "./clients.ts";
import type { WorkerAddress } from "./entities.ts";
import { hostCapabilities, hostProperties } from "./host.ts";
import { endOrphans } from "./orphans.ts";
import { ParentEndedError } from "./parent_ended_error.ts";
import { Reports } from "./reports.ts";
import { conflictingStatus, isGone, retry } from "./retry.ts";
import type { WorkerSettings } from "./settings.ts";

/** Options for running a worker. */
export interface RunWorkerOptions {
  /** Signal that stops the worker: what runs is interrupted and reported. */
  signal: AbortSignal;
  /** Environment variables of the process. */
  env: Readonly<Record<string, string>>;
  /** Takes what the worker says about itself. */
  log: (entry: Record<string, unknown>) => void;
}

/** Milliseconds between a report that is not urgent and its call. */
const SOON = 100;

/** Milliseconds for saying good-bye: to a service, and to one that may have ended itself. */
const GOODBYE = 3_000;
const GOODBYE_TO_NOBODY = 500;

/** One life of a worker: from STARTED to STOPPED, or until the service has lost sight of it. */
export class WorkerLife {
  readonly #address: WorkerAddress;
  readonly #clients: WorkerClients;
  readonly #options: RunWorkerOptions;
  readonly #region: string;
  readonly #endpoints: SessionContext["endpoints"];
  readonly #folder: string;
  readonly #reports = new Reports();
  readonly #sessions = new Map<string, AssignedSession>();
  readonly #ending = new Set<Promise<void>>();

  constructor(
    settings: WorkerSettings,
    bootstrap: DeadlineClient,
    { farmId, fleetId, workerId }: WorkerAddress,
    options: RunWorkerOptions,
  ) {
    this.#address = { farmId, fleetId, workerId };
    this.#options = options;
    this.#region = settings.region;
    this.#endpoints = { s3: settings.s3Endpoint, sts: settings.stsEndpoint };
    this.#folder = join(settings.dataDir, "sessions");
    this.#clients = workerClients(settings, bootstrap, workerId, options);
  }

  async run(): Promise<"stopped" | "gone" | "lost"> {
    const { signal, log } = this.#options;
    let started = false;
    try {
      // What an earlier process has left behind is of no use to anyone.
      const orphans = endOrphans(this.#folder);
      if (orphans > 0) log({ event: "orphans ended", count: orphans });
      await Deno.remove(this.#folder, { recursive: true }).catch(() => {});
      await this.#start();
      started = true;
      log({ event: "started", workerId: this.#address.workerId });
      await this.#loop();
      await this.#stop();
      return "stopped";
    } catch (error) {
      if (signal.aborted) {
        if (started) await this.#stop();
        return "stopped";
      }
      if (isGone(error)) return "gone";
      if (conflictingStatus(error) !== undefined) return "lost";
      throw error;
    } finally {
      for (const session of this.#sessions.values()) this.#end(session);
      await Promise.all(this.#ending);
      this.#clients.close();
    }
  }

  async #start(): Promise<void> {
    try {
      await this.#updateStatus("STARTED");
    } catch (error) {
      // A worker that was cut off while it stopped has to finish that before it can start.
      const status = conflictingStatus(error);
      if (status !== "STOPPING" && status !== "NOT_COMPATIBLE") throw error;
      await this.#updateStatus("STOPPED");
      await this.#updateStatus("STARTED");
    }
  }

  async #updateStatus(
    status: "STARTED" | "STOPPING" | "STOPPED",
    signal: AbortSignal = this.#options.signal,
  ): Promise<void> {
    const command = new UpdateWorkerCommand({
      ...this.#address,
      status,
      ...(status === "STARTED" && {
        hostProperties: hostProperties(),
        capabilities: hostCapabilities(),
      }),
    });
    await this.#retry(
      (abortSignal) => this.#clients.deadline.send(command, { abortSignal }),
      signal,
    );
  }

  /** Reports and asks for work, again and again, until told to stop. */
  async #loop(): Promise<void> {
    const { signal } = this.#options;
    while (!signal.aborted) {
      const answer = await this.#heartbeat(signal);
      if (!answer) continue;
      this.#apply(answer);
      if (answer.desiredWorkerStatus === "STOPPED") return;
      // A service that holds calls until there is news is asked again at once.
      if (this.#clients.held() && !this.#reports.pending) continue;
      const idle = (answer.updateIntervalSeconds ?? 15) * 1000;
      await this.#reports.wait({ idle, soon: SOON, signal });
    }
  }

  /** One call; `undefined` if it was given up because there is something to report. */
  async #heartbeat(signal: AbortSignal): Promise<UpdateWorkerScheduleResponse | undefined> {
    const updatedSessionActions = this.#reports.take();
    const command = new UpdateWorkerScheduleCommand({ ...this.#address, updatedSessionActions });
    using due = this.#reports.due(SOON);
    // A call that brings reports is answered soon; only one that waits for news is worth breaking.
    const idle = Object.keys(updatedSessionActions).length === 0;
    const stop = idle ? AbortSignal.any([signal, due]) : signal;
    try {
      const answer = await this.#retry(
        (abortSignal) => this.#clients.deadline.send(command, { abortSignal }),
        stop,
      );
      this.#reports.acknowledge(updatedSessionActions);
      return answer;
    } catch (error) {
      if (idle && due.aborted && !signal.aborted) return undefined;
      throw error;
    }
  }

  /** The answer is all there is to do, not a change to it: a session left out has to end. */
  #apply({ assignedSessions = {}, cancelSessionActions = {} }: UpdateWorkerScheduleResponse): void {
    for (const [id, session] of this.#sessions) {
      if (!Object.hasOwn(assignedSessions, id)) this.#end(session);
    }
    for (const [id, assignment] of Object.entries(assignedSessions)) {
      const session = this.#sessions.get(id);
      if (session) session.update(assignment);
      else this.#begin(id, assignment);
    }
    for (const [id, actions] of Object.entries(cancelSessionActions)) {
      this.#sessions.get(id)?.cancel(actions);
    }
  }

  #begin(id: string, assignment: ConstructorParameters<typeof AssignedSession>[1]): void {
    this.#options.log({ event: "session", sessionId: id, jobId: assignment.jobId });
    const session = new AssignedSession(id, assignment, {
      clients: this.#clients,
      worker: this.#address,
      region: this.#region,
      endpoints: this.#endpoints,
      reports: this.#reports,
      folder: this.#folder,
      variables: this.#options.env,
    });
    this.#sessions.set(id, session);
    this.#track(session);
  }

  /** Keeps the end of a session in view, so that no failure in it goes unheard. */
  #track(session: AssignedSession): void {
    const ending = session.ended.catch((error) =>
      this.#options.log({ event: "session failed", sessionId: session.id, message: String(error) })
    ).finally(() => {
      this.#sessions.delete(session.id);
      this.#ending.delete(ending);
    });
    this.#ending.add(ending);
  }

  #end(session: AssignedSession): void {
    this.#sessions.delete(session.id);
    session.stop();
  }

  /** Interrupts what runs, reports it, and says good-bye; a service that is away is not waited for. */
  async #stop(): Promise<void> {
    const { log } = this.#options;
    const alone = this.#options.signal.reason instanceof ParentEndedError;
    const signal = AbortSignal.timeout(alone ? GOODBYE_TO_NOBODY : GOODBYE);
    try {
      if (this.#sessions.size > 0) {
        for (const session of this.#sessions.values()) {
          session.interrupt("The worker was told to stop", signal);
        }
        await Promise.all(this.#ending);
        await this.#updateStatus("STOPPING", signal);
        await this.#heartbeat(signal);
      }
      await this.#updateStatus("STOPPED", signal);
      log({ event: "stopped", workerId: this.#address.workerId });
    } catch (error) {
      log({ event: "stopped", workerId: this.#address.workerId, unreported: String(error) });
    }
  }

  #retry<T>(call: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T> {
    const { log } = this.#options;
    return retry(call, {
      signal,
      onRetry: (error, wait) =>
        log({ event: "retry", message: String(error), inMilliseconds: Math.round(wait) }),
    });
  }
}
