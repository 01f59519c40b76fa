import fc from "fast-check";
import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import type { CompletedStatus } from "@aws-sdk/client-deadline";
import { insertJob } from "../../farm/jobs/insert_job.ts";
import { planJob } from "../../farm/jobs/plan.ts";
import { Scheduler } from "../../farm/scheduler/scheduler.ts";
import { noCounts, ON_WORKER, statusOf, type TargetStatus } from "../../farm/scheduler/statuses.ts";
import { steerJob, steerStep, steerTask } from "../../farm/scheduler/steer.ts";
import { seed } from "../../farm/seed.ts";
import { Database } from "../../farm/store/database.ts";
import { listSteps } from "../../farm/store/jobs.ts";
import { farmMigrations } from "../../farm/store/migrations.ts";
import type { JobRow, StepRow, TaskRow, WorkerRow } from "../../farm/store/rows.ts";
import { template } from "./_farm.ts";

type Command =
  | {
    readonly kind: "beat";
    readonly worker: number;
    readonly outcome: CompletedStatus | "RUNNING" | "none";
  }
  | {
    readonly kind: "steer";
    readonly level: number;
    readonly target: TargetStatus;
    readonly pick: number;
  }
  | { readonly kind: "restart"; readonly worker: number }
  | { readonly kind: "work"; readonly beats: number };

const targets: TargetStatus[] = [
  "PENDING",
  "READY",
  "SUSPENDED",
  "CANCELED",
  "FAILED",
  "SUCCEEDED",
];
const outcomes = [
  "SUCCEEDED",
  "SUCCEEDED",
  "FAILED",
  "INTERRUPTED",
  "CANCELED",
  "NEVER_ATTEMPTED",
  "RUNNING",
  "none",
] as const;

const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("beat" as const),
      worker: fc.nat(1),
      outcome: fc.constantFrom(...outcomes),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("steer" as const),
      level: fc.nat(2),
      target: fc.constantFrom(...targets),
      pick: fc.nat(20),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("restart" as const), worker: fc.nat(1) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("work" as const), beats: fc.nat(24) }) },
);

/** A farm without its server: one job of three steps in a row, two workers. */
class World {
  readonly jobId: string;
  readonly #db: Database;
  readonly #scheduler: Scheduler;
  readonly #workers = ["worker-a", "worker-b"];
  #now = 1000;

  constructor(db: Database) {
    this.#db = db;
    this.#scheduler = new Scheduler(db);
    const { farmId, queueId, fleetId } = seed(db, "test", this.#now);
    const plan = planJob({
      template: template([
        { name: "A", frames: "1-3", environments: ["Env"] },
        { name: "B", frames: "1-2", dependsOn: ["A"] },
        { name: "C", dependsOn: ["A", "B"] },
      ], { environments: ["Outer"] }),
      templateType: "JSON",
      parameters: {},
      queueEnvironments: [],
    });
    this.jobId = insertJob(db, plan, {
      farmId,
      queueId,
      priority: 50,
      template: "",
      templateType: "JSON",
      suspended: false,
      maxFailedTasksCount: 2,
      maxRetriesPerTask: 1,
      createdBy: "test",
      now: this.#now,
    });
    for (const id of this.#workers) {
      db.run(
        `INSERT INTO worker (id, farm_id, fleet_id, status, last_seen, created_at, created_by)
         VALUES (?, ?, ?, 'STARTED', 0, 0, 'test')`,
        id,
        farmId,
        fleetId,
      );
    }
  }

  do(command: Command): void {
    this.#now++;
    this.#db.transaction(() => {
      if (command.kind === "beat") this.beat(command.worker, command.outcome);
      else if (command.kind === "steer") this.#steer(command);
      else if (command.kind === "work") {
        for (let beat = 0; beat < command.beats; beat++) this.beat(beat % 2, "SUCCEEDED");
      } else this.#scheduler.abandon(this.#worker(command.worker), this.#now);
    });
  }

  /** A heartbeat that reports on the first action that the worker has; true if it has any then. */
  beat(index: number, outcome: CompletedStatus | "RUNNING" | "none"): boolean {
    const worker = this.#worker(index);
    const [first] = this.#db.all<{ session_id: string; position: number }>(
      `SELECT a.session_id, a.position FROM session_action a JOIN session s ON s.id = a.session_id
       WHERE s.worker_id = ? AND s.ended_at IS NULL
         AND a.status IN ('ASSIGNED', 'RUNNING', 'CANCELING') ORDER BY a.position LIMIT 1`,
      worker.id,
    );
    const at = new Date(this.#now);
    const report = outcome === "RUNNING"
      ? { startedAt: at }
      : { completedStatus: outcome as CompletedStatus, startedAt: at, endedAt: at };
    const reports = first === undefined || outcome === "none"
      ? {}
      : { [first.session_id.replace("session-", "sessionaction-") + `-${first.position}`]: report };
    const schedule = this.#scheduler.heartbeat(worker, reports, this.#now);
    return Object.keys(schedule.assignedSessions).length > 0;
  }

  #worker(index: number): WorkerRow {
    return this.#db.get<WorkerRow>("SELECT * FROM worker WHERE id = ?", this.#workers[index]!)!;
  }

  #steer({ level, target, pick }: Extract<Command, { kind: "steer" }>): void {
    const steps = listSteps(this.#db, this.jobId);
    const step = steps[pick % steps.length]!;
    if (level === 0) steerJob(this.#db, this.jobId, target, this.#now);
    else if (level === 1) steerStep(this.#db, step, target, this.#now);
    else {
      const position = pick % this.tasks(step.id).length;
      const key = { jobId: this.jobId, stepId: step.id, position };
      steerTask(this.#db, key, target, this.#now);
    }
  }

  tasks(stepId: string): TaskRow[] {
    return this.#db.all<TaskRow>("SELECT * FROM task WHERE step_id = ?", stepId);
  }

  /** What must hold at every moment. */
  check(): void {
    const total = noCounts();
    for (const step of listSteps(this.#db, this.jobId)) {
      const counts = noCounts();
      for (const task of this.tasks(step.id)) {
        const status = task.run_status as keyof typeof counts;
        counts[status]++;
        total[status]++;
        this.#checkTask(step, task);
      }
      assertEquals(JSON.parse(step.task_run_status_counts), counts, `counts of step ${step.name}`);
      assertEquals([step.task_run_status, step.ready], [statusOf(counts), counts.READY]);
      assertEquals(step.unresolved, this.#unresolved(step.id), `what ${step.name} waits for`);
    }
    const job = this.#db.get<JobRow>("SELECT * FROM job WHERE id = ?", this.jobId)!;
    assertEquals(JSON.parse(job.task_run_status_counts), total, "counts of the job");
    assertEquals([job.task_run_status, job.ready], [statusOf(total), total.READY]);
  }

  #unresolved(stepId: string): number {
    return this.#db.get<{ n: number }>(
      `SELECT count(*) AS n FROM step_dependency d WHERE d.step_id = ? AND EXISTS (
         SELECT 1 FROM task t WHERE t.step_id = d.depends_on AND t.run_status <> 'SUCCEEDED')`,
      stepId,
    )!.n;
  }

  #checkTask(step: StepRow, task: TaskRow): void {
    const { n } = this.#db.get<{ n: number }>(
      `SELECT count(*) AS n FROM session_action WHERE step_id = ? AND task_position = ?
       AND status IN ('ASSIGNED', 'RUNNING', 'CANCELING')`,
      task.step_id,
      task.position,
    )!;
    const onWorker = ON_WORKER.includes(task.run_status as typeof ON_WORKER[number]);
    assertEquals(n, onWorker ? 1 : 0, `a task that is ${task.run_status} has ${n} open actions`);
    if (task.run_status === "READY") assertEquals(step.unresolved, 0, "READY too early");
    if (task.run_status === "PENDING") assert(step.unresolved > 0, "PENDING for nothing");
  }
}

Deno.test("whatever workers report and people ask, counts stay true and no task is lost", async () => {
  const dataDir = await Deno.makeTempDir({ prefix: "farm-property-" });
  let run = 0;
  try {
    fc.assert(
      fc.property(fc.array(command, { minLength: 1, maxLength: 25 }), (commands) => {
        using db = new Database(join(dataDir, `${run++}.db`), farmMigrations);
        const world = new World(db);
        for (const each of commands) {
          world.do(each);
          world.check();
        }
        // Once everybody only does their work, all of it comes to an end.
        let rounds = 0;
        while (world.beat(0, "SUCCEEDED") || world.beat(1, "SUCCEEDED")) {
          world.check();
          assert(rounds++ < 200, "the workers never get done");
        }
        const job = db.get<JobRow>("SELECT * FROM job WHERE id = ?", world.jobId)!;
        assertEquals(job.ready, 0);
      }),
      { numRuns: 50, seed: 20_260_301 },
    );
  } finally {
    await Deno.remove(dataDir, { recursive: true });
  }
});
