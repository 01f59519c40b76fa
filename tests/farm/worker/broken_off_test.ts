import { UpdateWorkerScheduleCommand } from "@aws-sdk/client-deadline";
import { assertEquals, assertRejects } from "@std/assert";
import { bootstrapClient } from "../../../farm/worker/clients.ts";

const key = {
  farmId: `farm-${"1".repeat(32)}`,
  fleetId: `fleet-${"1".repeat(32)}`,
  workerId: `worker-${"1".repeat(32)}`,
};

Deno.test("a call that the worker breaks off is not made a second time", async () => {
  let received = 0;
  const waiting = new Map<number, PromiseWithResolvers<void>>();
  const arrival = (call: number) => {
    const known = waiting.get(call) ?? Promise.withResolvers<void>();
    waiting.set(call, known);
    return known;
  };
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    await request.text();
    const call = ++received;
    arrival(call).resolve();
    // Every second one is answered, so that connections are used again.
    if (call % 2 === 1) {
      return Response.json({
        assignedSessions: {},
        cancelSessionActions: {},
        updateIntervalSeconds: 1,
      });
    }
    await new Promise((resolve) => request.signal.addEventListener("abort", resolve));
    return new Response(null);
  });
  const client = bootstrapClient({
    ...key,
    dataDir: "",
    region: "us-west-2",
    endpoint: `http://127.0.0.1:${server.addr.port}`,
    bootstrap: { accessKeyId: "AKIALOCAL", secretAccessKey: "secret" },
  });
  try {
    const call = (abortSignal?: AbortSignal) =>
      client.send(new UpdateWorkerScheduleCommand(key), { abortSignal });
    for (let round = 0; round < 60; round++) {
      await call();
      const enough = new AbortController();
      const broken = call(enough.signal);
      await arrival(2 * round + 2).promise;
      enough.abort();
      await assertRejects(() => broken);
    }
    await call();
    assertEquals(received, 121);
  } finally {
    client.destroy();
    await server.shutdown();
  }
});
