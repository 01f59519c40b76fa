/**
 * Serves a console whose farm gives a first page and then nothing more, opens every kind of stream
 * and leaves it in every way. A process of its own, so that what it writes can be looked at.
 *
 * @module
 */
import { FARM, QUEUE, serve, type Served, testConsole, until } from "./_console.ts";

const ROOT = `/api/farms/${FARM}/queues`;
const JOB = `job-${"c".repeat(32)}`;
const SESSION = `session-${"e".repeat(32)}`;

/** A first page of whatever is asked for; whoever asks for the second waits. */
function answer(path: string, asked: string): Response | undefined {
  if (asked.includes("nextToken") || asked.includes("second")) return undefined;
  if (path.endsWith("/queues")) return Response.json({ queues: [], nextToken: "second" });
  if (asked.includes("logStreamName")) {
    const events = [{ timestamp: 1, ingestionTime: 1, message: "a line" }];
    return Response.json({ events, nextForwardToken: "second", nextBackwardToken: "first" });
  }
  if (path.endsWith("read-roles") || path.endsWith("user-roles")) {
    const keys = { accessKeyId: "A", secretAccessKey: "S", sessionToken: "T" };
    return Response.json({ credentials: { ...keys, expiration: "2099-01-01T00:00:00Z" } });
  }
  if (path.includes("/sessions/")) {
    return Response.json({
      log: { logDriver: "awslogs", options: { logGroupName: "g", logStreamName: "s" } },
    });
  }
  return Response.json({ jobs: [], totalResults: 0 });
}

const streams: [path: string, init?: RequestInit][] = [
  [ROOT],
  [`${ROOT}/${QUEUE}/sessions/${SESSION}/log?follow=1&job=${JOB}`],
  [`/api/events?farm=${FARM}&queue=${QUEUE}`],
  [`${ROOT}/${QUEUE}/jobs/update`, {
    method: "POST",
    body: JSON.stringify({ jobIds: ["second-job"], change: { kind: "cancel" } }),
  }],
];

type Leave = (served: Served, path: string, init: RequestInit) => Promise<unknown>;

const abort: Leave = async (served, path, init) => {
  const controller = new AbortController();
  const response = await served.ask(path, { ...init, signal: controller.signal });
  const reading = response.text();
  controller.abort();
  await reading.catch(() => {});
};

const supersede: Leave = async (served, path, init) => {
  const older = await served.ask(path, { ...init, requestId: "tab.key.1" });
  const newer = await served.ask("/api/connection", { requestId: "tab.key.2" });
  await Promise.all([older, newer].map((each) => each.text().catch(() => {})));
};

const drop: Leave = async (served, path, init) => {
  const response = await served.ask(path, init);
  await response.body?.cancel();
};

for (const leave of [abort, drop, supersede]) {
  for (const [path, init = {}] of streams) {
    const over = Promise.withResolvers<void>();
    const farm = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
      const { pathname, search } = new URL(request.url);
      const first = answer(pathname, search + pathname + await request.text());
      if (first) return first;
      await over.promise;
      return new Response(null, { status: 503 });
    });
    const test = await testConsole({ endpoint: `http://127.0.0.1:${farm.addr.port}` });
    const served = await serve(test.console);
    await leave(served, path, init);
    const { pages, live } = test.console;
    await until(() => pages.size + live.size === 0, `${path} is left`);
    await test[Symbol.asyncDispose]();
    await served[Symbol.asyncDispose]();
    over.resolve();
    await farm.shutdown();
  }
}
console.log("all streams were left");
