import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import type { Job } from "@/server/contract.ts";
import { FARM, QUEUE, serve, stallingFarm, testConsole, until } from "./_console.ts";

const QUEUES = `/api/farms/${FARM}/queues`;

/** A farm that answers each call by `answer`, and counts. */
function answeringFarm(answer: (path: string, call: number) => Response | Promise<Response>) {
  let calls = 0;
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    (request) => answer(new URL(request.url).pathname, ++calls),
  );
  return {
    endpoint: `http://127.0.0.1:${server.addr.port}`,
    get calls() {
      return calls;
    },
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

const queues = (...names: string[]) =>
  names.map((displayName) => ({
    farmId: FARM,
    queueId: QUEUE,
    displayName,
    status: "IDLE",
    defaultBudgetAction: "NONE",
    createdAt: "2026-01-01T00:00:00Z",
    createdBy: "somebody",
  }));

Deno.test("a list streams its pages, then the facts of the call with the request's own id", async () => {
  await using farm = answeringFarm((_, call) =>
    Response.json(
      call === 1 ? { queues: queues("one", "two"), nextToken: "2" } : { queues: queues("three") },
      { headers: { "x-amzn-requestid": `aws-${call}` } },
    )
  );
  await using test = await testConsole({ endpoint: farm.endpoint });
  await using served = await serve(test.console);
  const response = await served.ask(QUEUES, { requestId: "tab.queues.1" });
  assertEquals(response.headers.get("Content-Type"), "application/x-ndjson");
  assertEquals(response.headers.get("X-Request-Id"), "tab.queues.1");
  const lines = (await response.text()).trim().split("\n").map((line) => JSON.parse(line));
  assertEquals(lines.map((line) => line.items?.length ?? "meta"), [2, 1, "meta"]);
  assertEquals(lines[2].meta.requestId, "tab.queues.1");
  assertEquals(lines[2].meta.awsRequestId, "aws-2");
  assertEquals(lines[2].meta.cli, `deadline queue list --farm-id ${FARM}`);
  assertStringIncludes(lines[2].meta.typescript, "listQueues({");
});

Deno.test("what the service refuses is a problem document with its status and what to do", async () => {
  await using farm = answeringFarm(() =>
    Response.json({ message: "not for you" }, {
      status: 403,
      headers: { "x-amzn-errortype": "AccessDeniedException", "x-amzn-requestid": "aws-1" },
    })
  );
  await using test = await testConsole({ endpoint: farm.endpoint });
  await using served = await serve(test.console);
  const response = await served.ask(QUEUES, { requestId: "tab.queues.1" });
  assertEquals([response.status, response.headers.get("Content-Type")], [
    403,
    "application/problem+json",
  ]);
  const problem = await response.json();
  assertEquals(problem.code, "AccessDeniedException");
  assertEquals([problem.requestId, problem.awsRequestId], ["tab.queues.1", "aws-1"]);
  assertEquals([problem.operation, problem.retryable], ["ListQueues", false]);
  assertMatch(problem.hint, /access/);
  assertEquals(test.console.errors.entries[0].awsRequestId, "aws-1");
});

Deno.test("a list that breaks off ends with a problem, and what came before it stands", async () => {
  await using farm = answeringFarm((_, call) =>
    call === 1
      ? Response.json({ queues: queues("one"), nextToken: "2" })
      : Response.json({ message: "no" }, {
        status: 400,
        headers: { "x-amzn-errortype": "ValidationException" },
      })
  );
  await using test = await testConsole({ endpoint: farm.endpoint });
  await using served = await serve(test.console);
  const response = await served.ask(QUEUES, { requestId: "tab.queues.1" });
  const lines = (await response.text()).trim().split("\n").map((line) => JSON.parse(line));
  assertEquals([response.status, lines.length, lines[0].items[0].name], [200, 2, "one"]);
  assertEquals(lines[1].problem.code, "ValidationException");
  assertEquals(lines[1].problem.requestId, "tab.queues.1");
  assertEquals(test.console.errors.entries.length, 1);
});

Deno.test("a farm that cannot be reached is told apart from a console that cannot", async () => {
  await using test = await testConsole({ endpoint: "http://127.0.0.1:1" });
  await using served = await serve(test.console);
  const response = await served.ask(QUEUES);
  assertEquals(response.status, 502);
  assertEquals((await response.json()).code, "ServiceUnreachable");
});

Deno.test("a newer request of the same tab and key stops the older one, down to the farm", async () => {
  await using farm = stallingFarm();
  await using test = await testConsole({ endpoint: farm.endpoint });
  await using served = await serve(test.console);
  const older = served.ask(`${QUEUES}?v=1`, { requestId: "tab.queues.1" });
  await until(() => farm.open === 1, "the older one is under way");
  const controller = new AbortController();
  const { signal } = controller;
  const newer = served.ask(`${QUEUES}?v=2`, { requestId: "tab.queues.2", signal });
  const refused = await older;
  assertEquals([refused.status, (await refused.json()).code], [499, "superseded"]);
  await until(() => farm.calls === 2 && farm.open === 1, "only the newer one is under way");
  controller.abort();
  await newer.catch(() => {});
  await until(() => farm.open === 0, "nothing is under way");
  assertEquals(test.console.errors.entries, []);
});

Deno.test("an older request that arrives late is refused without asking the farm", async () => {
  await using farm = answeringFarm(() => Response.json({ queues: queues("one") }));
  await using test = await testConsole({ endpoint: farm.endpoint });
  await using served = await serve(test.console);
  await (await served.ask(QUEUES, { requestId: "tab.queues.7" })).text();
  const late = await served.ask(QUEUES, { requestId: "tab.queues.6" });
  assertEquals([late.status, (await late.json()).code], [499, "superseded"]);
  assertEquals(farm.calls, 1);
});

Deno.test("a request whose lineage is not that of its path gets no answer", async () => {
  await using farm = answeringFarm(() => Response.json({ queues: queues("one") }));
  await using test = await testConsole({ endpoint: farm.endpoint });
  await using served = await serve(test.console);
  const other = `farm-${"f".repeat(32)}`;
  for (const lineage of [`(local farm)/${other}`, `(default)/${FARM}`, "%E0%A4%A"]) {
    const response = await served.ask(QUEUES, { headers: { "X-Lineage": lineage } });
    assertEquals([response.status, (await response.json()).code], [409, "LineageMismatch"]);
  }
  assertEquals(farm.calls, 0);
  const good = await served.ask(QUEUES, { headers: { "X-Lineage": `(local farm)/${FARM}` } });
  assertEquals(good.status, 200);
  await good.body?.cancel();
});

Deno.test("tabs that ask the same at once share one call; the first to leave hurts nobody", async () => {
  const answer = Promise.withResolvers<void>();
  await using farm = answeringFarm(async () => {
    await answer.promise;
    return Response.json({ queues: queues("one") });
  });
  await using test = await testConsole({ endpoint: farm.endpoint });
  await using served = await serve(test.console);
  const controller = new AbortController();
  const { signal } = controller;
  const first = served.ask(QUEUES, { requestId: "a.queues.1", signal });
  const others = ["b", "c", "d"].map((tab) => served.ask(QUEUES, { requestId: `${tab}.queues.1` }));
  const key = `${test.console.revision} ${QUEUES}`;
  await until(() => test.console.pages.readers(key) === 4, "all four wait");
  controller.abort();
  await first.catch(() => {});
  await until(() => test.console.pages.readers(key) === 3, "one has left");
  answer.resolve();
  const texts = await Promise.all(others.map(async (response) => (await response).text()));
  assert(texts.every((text) => text.includes('"name":"one"')));
  assertEquals(farm.calls, 1);
});

Deno.test("jobs are searched, sorted and paged as the query asks, and a bad query is refused", async () => {
  const bodies: Record<string, unknown>[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    bodies.push(await request.json());
    const jobs = [{ jobId: "job-1", name: "shot", createdAt: "2026-01-01T00:00:00Z", priority: 7 }];
    return Response.json({ jobs, totalResults: 41 });
  });
  await using test = await testConsole({ endpoint: `http://127.0.0.1:${server.addr.port}` });
  await using served = await serve(test.console);
  const jobs = `${QUEUES}/${QUEUE}/jobs`;
  const query = "?text=shot&status=failed&sort=priority&order=desc&offset=20&limit=10";
  const lines = (await (await served.ask(jobs + query)).text()).trim().split("\n");
  const [{ items }, { meta }] = lines.map((line) => JSON.parse(line));
  assertEquals((items as Job[]).map(({ jobId, priority }) => [jobId, priority]), [["job-1", 7]]);
  assertEquals(meta.total, 41);
  assertEquals([bodies[0].itemOffset, bodies[0].pageSize], [20, 10]);
  assertEquals(JSON.stringify(bodies[0].sortExpressions).includes('"PRIORITY"'), true);
  assertMatch(JSON.stringify(bodies[0].filterExpressions), /shot.*FAILED.*NOT_COMPATIBLE/);
  for (const bad of ["?sort=secret", "?status=BROKEN", "?order=up", "?offset=-1", "?limit=many"]) {
    const response = await served.ask(jobs + bad);
    assertEquals([response.status, (await response.json()).code], [400, "BadRequest"], bad);
  }
  assertEquals(bodies.length, 1);
  await server.shutdown();
});

Deno.test("a bulk change tells of each job, and one that fails does not stop the others", async () => {
  await using farm = answeringFarm((path) =>
    path.endsWith("job-2")
      ? Response.json({ message: "it is gone" }, {
        status: 404,
        headers: { "x-amzn-errortype": "ResourceNotFoundException" },
      })
      : Response.json({})
  );
  await using test = await testConsole({ endpoint: farm.endpoint });
  await using served = await serve(test.console);
  const response = await served.ask(`${QUEUES}/${QUEUE}/jobs/update`, {
    method: "POST",
    body: JSON.stringify({ jobIds: ["job-1", "job-2", "job-3"], change: { kind: "suspend" } }),
  });
  const lines = (await response.text()).trim().split("\n").map((line) => JSON.parse(line));
  const results = lines.flatMap(({ items = [] }) => items);
  assertEquals(results.map(({ id, ok }) => [id, ok]), [
    ["job-1", true],
    ["job-2", false],
    ["job-3", true],
  ]);
  assertStringIncludes(results[1].message, "it is gone");
});

Deno.test("a body that is no JSON object, or too long, is refused with a problem document", async () => {
  await using test = await testConsole();
  await using served = await serve(test.console);
  const statusOf = async (body: string) => {
    const response = await served.ask("/api/settings", { method: "POST", body });
    return [response.status, (await response.json()).code];
  };
  assertEquals(await statusOf("{"), [400, "BadRequest"]);
  assertEquals(await statusOf("[1]"), [400, "BadRequest"]);
  assertEquals(await statusOf(`{"a":"${"x".repeat(1 << 20)}"}`), [413, "TooLarge"]);
});

Deno.test("a queue is saved only under the farm it was chosen under, and answered without asking the farm", async () => {
  await using farm = answeringFarm(() => Response.json({ queues: queues("one") }));
  await using test = await testConsole({ endpoint: farm.endpoint });
  await using served = await serve(test.console);
  const [a, b] = ["a", "b"].map((each) => `farm-${each.repeat(32)}`);
  const select = (body: object, under?: string) =>
    served.ask("/api/selection", {
      method: "POST",
      body: JSON.stringify(body),
      headers: under ? { "X-Lineage": `(local farm)/${under}` } : {},
    });
  const { data } = await (await select({ farmId: b })).json();
  assertEquals(data, { profile: "(local farm)", farmId: b });
  const late = await select({ queueId: QUEUE }, a);
  assertEquals([late.status, (await late.json()).code], [499, "superseded"]);
  await (await served.ask(QUEUES)).text();
  const good = await (await select({ queueId: QUEUE }, b)).json();
  assertEquals(good.data, { profile: "(local farm)", farmId: b, queueId: QUEUE, queueName: "one" });
  assertEquals(farm.calls, 1);
  const file = await Deno.readTextFile(`${test.dataDir}/config`);
  assertStringIncludes(file, `[profile-(default) ${b} defaults]\nqueue_id = ${QUEUE}`);
  assert(!file.includes(a));
});

Deno.test("a request that is given up ends with the reason that its caller gives", async () => {
  await using farm = stallingFarm();
  await using test = await testConsole({ endpoint: farm.endpoint });
  await using served = await serve(test.console);
  const endedWith = async (n: number, query: string) => {
    const requestId = `tab.farms.${n}`;
    const answer = served.ask("/api/farms", { requestId });
    await until(() => farm.open === 1, "the farm is asked");
    const goodbye = { method: "DELETE" };
    await (await served.ask(`/api/requests/${requestId}${query}`, goodbye)).body?.cancel();
    const { code } = await (await answer).json();
    await until(() => farm.open === 0, "its connection is closed");
    return code;
  };
  assertEquals(await endedWith(1, "?reason=superseded"), "superseded");
  assertEquals(await endedWith(2, "?reason=nonsense"), "navigated");
  assertEquals(await endedWith(3, ""), "navigated");
});
