import { assert, assertEquals, assertFalse } from "@std/assert";
import type { Job } from "@/server/contract.ts";
import { countKinds, estimateLeft, isUnfinished, showJobStatus, totalOf } from "@/client/status.ts";

function job(part: Partial<Job>): Job {
  return {
    jobId: "job-0",
    name: "job",
    lifecycleStatus: "CREATE_COMPLETE",
    counts: {},
    priority: 50,
    createdBy: "mara",
    createdAt: "2026-01-01T00:00:00Z",
    ...part,
  };
}

Deno.test("a job that is being made, stopped or was never made says so", () => {
  assertEquals(showJobStatus(job({})).label, "Creating");
  assertEquals(showJobStatus(job({ lifecycleStatus: "CREATE_FAILED" })).kind, "failed");
  const stopping = job({ taskRunStatus: "RUNNING", targetTaskRunStatus: "CANCELED" });
  assertEquals(showJobStatus(stopping), { kind: "running", label: "Canceling" });
  const stopped = job({ taskRunStatus: "CANCELED", targetTaskRunStatus: "CANCELED" });
  assertEquals(showJobStatus(stopped).label, "Canceled");
});

Deno.test("task counts add up by what people tell apart", () => {
  const counts = { RUNNING: 1, STARTING: 2, ASSIGNED: 3, READY: 4, PENDING: 5, SUCCEEDED: 6 };
  assertEquals(countKinds(counts).running, 6);
  assertEquals(countKinds(counts).waiting, 9);
  assertEquals(totalOf(counts), 21);
});

Deno.test("time left is told only once something is done", () => {
  const startedAt = "2026-01-01T00:00:00Z";
  const now = Date.parse("2026-01-01T00:01:00Z");
  const running = { taskRunStatus: "RUNNING", startedAt } as const;
  assertEquals(
    estimateLeft(job({ ...running, counts: { SUCCEEDED: 6, RUNNING: 2, READY: 10 } }), now),
    120_000,
  );
  assertEquals(
    estimateLeft(job({ ...running, counts: { RUNNING: 2, READY: 10 } }), now),
    undefined,
  );
});

Deno.test("a failed job with tasks that wait can still be canceled", () => {
  assert(isUnfinished(job({ taskRunStatus: "FAILED", counts: { FAILED: 1, PENDING: 1 } })));
  assertFalse(isUnfinished(job({ taskRunStatus: "FAILED", counts: { FAILED: 1, SUCCEEDED: 1 } })));
  assert(isUnfinished(job({})), "a job that is being made");
});
