import process from "node:process";
import { assert, assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import { call, DeadlineError, getFarm, updateJob } from "@deadline/client";
import type { AnswerFacts, Effect, RetryWait } from "@deadline/client";
import { exception, FARM, JOB, json, Loopback, QUEUE, type SeenRequest } from "./_loopback.ts";

const JOB_INPUT = { farmId: FARM, queueId: QUEUE, jobId: JOB };

Deno.test("a call aborted before it begins sends nothing and rejects with the signal's reason", async () => {
  await using service = new Loopback(() => json({}));
  const reason = new Error("changed my mind");
  const error = await assertRejects(() =>
    getFarm({ farmId: FARM }, { session: service.session, signal: AbortSignal.abort(reason) })
  );
  assertStrictEquals(error, reason);
  assertEquals(service.requests.length, 0);
});

Deno.test("a call aborted while the service thinks closes its connection", async () => {
  await using service = new Loopback(() => undefined);
  const controller = new AbortController();
  const farm = getFarm({ farmId: FARM }, { session: service.session, signal: controller.signal });
  const request = await service.seen();
  const reason = { stopped: "by the user" };
  controller.abort(reason);
  const error = await farm.catch((error) => error);
  assertStrictEquals(error, reason);
  await request.closed;
});

Deno.test("a call aborted while its credentials are being fetched ends at once and sends nothing", async () => {
  const fetching = Promise.withResolvers<void>();
  const keys = Promise.withResolvers<{ accessKeyId: string; secretAccessKey: string }>();
  await using service = new Loopback(() => json({}), {
    credentials: () => {
      fetching.resolve();
      return keys.promise;
    },
  });
  const controller = new AbortController();
  const farm = getFarm({ farmId: FARM }, { session: service.session, signal: controller.signal });
  await fetching.promise;
  controller.abort("enough");
  assertEquals(await farm.catch((error) => error), "enough");
  keys.resolve({ accessKeyId: "late", secretAccessKey: "late" });
  await call("deadline", "ListFarms", {}, { session: service.session });
  assertEquals(service.requests.map((request) => request.path), ["/2023-10-12/farms"]);
});

Deno.test("a signal aborted after the answer changes nothing and keeps no listener", async () => {
  await using service = new Loopback(() => json({ farmId: FARM, displayName: "Farm" }));
  const controller = new AbortController();
  let listeners = 0;
  const { signal } = controller;
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  signal.addEventListener = (...args: Parameters<typeof add>) => (listeners++, add(...args));
  signal.removeEventListener = (
    ...args: Parameters<typeof remove>
  ) => (listeners--, remove(...args));
  const farm = await getFarm({ farmId: FARM }, { session: service.session, signal });
  controller.abort();
  assertEquals(farm.displayName, "Farm");
  assertEquals(listeners, 0);
});

Deno.test("a call that takes longer than its timeout fails with a hint and closes its connection", async () => {
  let calls = 0;
  await using service = new Loopback(() => ++calls === 1 ? json({}) : undefined);
  // The first call loads the SDK, which may take longer than what is timed here.
  await getFarm({ farmId: FARM }, { session: service.session });
  const error = await assertRejects(
    () => getFarm({ farmId: FARM }, { session: service.session, timeout: 300 }),
    DeadlineError,
    "Cannot get farm: no answer within 300 ms",
  );
  assertEquals([error.code, error.retryable], ["Timeout", true]);
  assert(error.hint);
  await (await service.seen(2)).closed;
});

Deno.test("closing a session ends its calls and refuses new ones", async () => {
  await using service = new Loopback(() => undefined);
  const farm = getFarm({ farmId: FARM }, { session: service.session });
  const request = await service.seen();
  const ended = farm.catch((error) => error.message);
  await service.session.close();
  assertEquals(await ended, "Stopped: the session was closed");
  await request.closed;
  await assertRejects(() => getFarm({ farmId: FARM }, { session: service.session }));
});

Deno.test("a throttled read is made again, at most as often as the session says", async () => {
  await using service = new Loopback((request) =>
    request.path.endsWith("farms") ? exception("ThrottlingException", 429) : json({})
  );
  const error = await assertRejects(
    () => call("deadline", "ListFarms", {}, { session: service.session }),
    DeadlineError,
  );
  assertEquals([error.code, error.status, error.retryable], ["ThrottlingException", 429, true]);
  assertEquals(error.awsRequestId, "req-1");
  assertEquals(service.requests.length, 3);
});

Deno.test("a change that is retried carries the same client token each time", async () => {
  let attempts = 0;
  await using service = new Loopback(() =>
    ++attempts < 2 ? exception("InternalServerErrorException", 500) : json({})
  );
  await updateJob({ ...JOB_INPUT, priority: 70 }, { session: service.session });
  const tokens = service.requests.map((request) => request.headers.get("X-Amz-Client-Token"));
  assertEquals(tokens.length, 2);
  assert(tokens[0]);
  assertEquals(tokens[0], tokens[1]);
});

Deno.test("a change says how far it got: not sent, unknown, applied, or refused", async () => {
  let answer: (() => Response) | undefined = () => json({});
  await using service = new Loopback(() => answer?.());
  const change = async (signal?: AbortSignal) => {
    const effects: Effect[] = [];
    const onEffect = (effect: Effect) => effects.push(effect);
    const options = { session: service.session, signal, onEffect };
    await updateJob({ ...JOB_INPUT, priority: 1 }, options).catch(() => {});
    return effects;
  };
  assertEquals(await change(), ["not sent", "unknown", "applied"]);
  answer = () => exception("ValidationException", 400);
  assertEquals(await change(), ["not sent", "unknown", "not sent"]);
  answer = undefined;
  const controller = new AbortController();
  const changing = change(controller.signal);
  await service.seen(3);
  controller.abort();
  assertEquals(await changing, ["not sent", "unknown"]);
});

Deno.test("a throttled call waits as long as the service asked, says so, and can be made now", async () => {
  let calls = 0;
  await using service = new Loopback(() => {
    if (++calls > 1) return json({ farmId: FARM });
    const error = exception("ThrottlingException", 429);
    error.headers.set("Retry-After", "30");
    return error;
  });
  const waits: RetryWait[] = [];
  const onRetry = (wait: RetryWait) => {
    waits.push(wait);
    wait.retryNow();
  };
  await getFarm({ farmId: FARM }, { session: service.session, onRetry });
  assertEquals(waits.map(({ attempt, attempts }) => [attempt, attempts]), [[2, 3]]);
  assert(waits[0].delay >= 30_000, `waits ${waits[0].delay} ms only`);
  assertEquals((waits[0].error as DeadlineError).code, "ThrottlingException");
});

Deno.test("a retry that would outlast the call's time is not waited for", async () => {
  await using service = new Loopback(() => {
    const error = exception("ThrottlingException", 429);
    error.headers.set("Retry-After", "30");
    return error;
  });
  const waits: unknown[] = [];
  const onRetry = (wait: unknown) => waits.push(wait);
  const options = { session: service.session, timeout: 5_000, onRetry };
  const error = await assertRejects(() => getFarm({ farmId: FARM }, options), DeadlineError);
  assertEquals([error.code, error.retryAfterSeconds], ["ThrottlingException", 30]);
  assertEquals([waits, service.requests.length], [[], 1]);
});

Deno.test("a clock that is off is corrected; the call is made again with the service's time", async () => {
  const hour = 3_600_000;
  const dates: string[] = [];
  let isStubborn = false;
  await using service = new Loopback((request) => {
    dates.push(request.headers.get("X-Amz-Date")!);
    if (dates.length > 1 && !isStubborn) return json({ farmId: FARM });
    const error = exception("InvalidSignatureException", 403);
    error.headers.set("Date", new Date(Date.now() + hour).toUTCString());
    return error;
  });
  await getFarm({ farmId: FARM }, { session: service.session });
  const [before, after] = dates.map((date) => Number(date.slice(9, 13)));
  assertEquals(dates.length, 2);
  assertEquals((after - before + 2400) % 2400, 100);
  isStubborn = true;
  dates.length = 0;
  const call = () => getFarm({ farmId: FARM }, { session: service.session });
  assertEquals((await assertRejects(call, DeadlineError)).code, "InvalidSignatureException");
  assert(dates.length <= 3, `made ${dates.length} times`);
});

/** What a service answers whose clock is off by so many milliseconds. */
function byClock({ headers }: SeenRequest, off: number): Response {
  const signed = headers.get("X-Amz-Date")!.replace(
    /^(....)(..)(..)T(..)(..)(..)Z$/,
    "$1-$2-$3T$4:$5:$6Z",
  );
  const now = Date.now() + off;
  const isRight = Math.abs(Date.parse(signed) - now) < 300_000;
  const message = `Signature expired: ${signed} is too old`;
  const answer = isRight
    ? json({ farmId: FARM })
    : exception("InvalidSignatureException", 403, { message });
  answer.headers.set("Date", new Date(now).toUTCString());
  return answer;
}

Deno.test("a clock that is set right again is no trouble for the next call", async () => {
  let off = 3_600_000;
  await using service = new Loopback((request) => byClock(request, off));
  const call = () => getFarm({ farmId: FARM }, { session: service.session });
  assertEquals((await call()).farmId, FARM);
  off = 0;
  assertEquals((await call()).farmId, FARM);
});

Deno.test("an answer from before the clock was set right that comes late is no trouble either", async () => {
  let off = 7_200_000;
  const isRefused = Promise.withResolvers<void>();
  await using service = new Loopback(async (request) => {
    if (!request.path.endsWith("/queues")) return byClock(request, off);
    await isRefused.promise;
    const date = new Date(Date.now() + 7_200_000).toUTCString();
    return json({ queues: [] }, 200, { Date: date });
  });
  const { session } = service;
  await getFarm({ farmId: FARM }, { session });
  const late = call("deadline", "ListQueues", { farmId: FARM }, { session });
  await service.seen(3);
  off = 0;
  const told: number[] = [];
  const { farmId } = await getFarm({ farmId: FARM }, {
    session,
    onRetry: ({ attempt }) => {
      told.push(attempt);
      isRefused.resolve();
    },
  });
  isRefused.resolve();
  await late;
  assertEquals([farmId, told[0]], [FARM, 2]);
});

Deno.test("a read whose answer is not readable is made again, and says so if it stays", async () => {
  let unreadable = 2;
  await using service = new Loopback(() =>
    unreadable-- <= 0 ? json({ farmId: FARM }) : new Response("{ not JSON")
  );
  assertEquals((await getFarm({ farmId: FARM }, { session: service.session })).farmId, FARM);
  unreadable = 3;
  const call = () => getFarm({ farmId: FARM }, { session: service.session });
  const error = await assertRejects(call, DeadlineError, "cut off or is not readable");
  assertEquals([error.code, error.retryable], ["CutOff", true]);
});

Deno.test("validation and missing access are not retried", async () => {
  for (const [name, status] of [["ValidationException", 400], ["AccessDeniedException", 403]]) {
    await using service = new Loopback(() => exception(String(name), Number(status)));
    await assertRejects(() => getFarm({ farmId: FARM }, { session: service.session }));
    assertEquals(service.requests.length, 1);
  }
});

Deno.test("a change without a token is repeated only when it surely took no effect", async () => {
  for (const [name, status, times] of [["ThrottlingException", 429, 3], ["Broken", 500, 1]]) {
    await using service = new Loopback(() => exception(String(name), Number(status)));
    const ids = { farmId: FARM, queueId: QUEUE };
    await assertRejects(() => call("deadline", "DeleteQueue", ids, { session: service.session }));
    assertEquals(service.requests.length, times);
  }
});

Deno.test("a change that nobody could be asked for was not sent", async () => {
  const listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const { port } = listener.addr;
  listener.close();
  await using service = new Loopback(() => json({}), { endpoint: `http://127.0.0.1:${port}` });
  const effects: Effect[] = [];
  const onEffect = (effect: Effect) => effects.push(effect);
  const change = () =>
    updateJob({ ...JOB_INPUT, priority: 1 }, { session: service.session, onEffect });
  const error = await assertRejects(change, DeadlineError);
  assertEquals([error.code, error.neverLeft, effects.at(-1)], ["NetworkError", true, "not sent"]);
});

Deno.test("what an earlier attempt may have done, a later refusal does not deny", async () => {
  const answers = [exception("Broken", 500), exception("ValidationException", 400)];
  await using service = new Loopback(() => answers.shift());
  const effects: Effect[] = [];
  const onEffect = (effect: Effect) => effects.push(effect);
  const change = () =>
    updateJob({ ...JOB_INPUT, priority: 1 }, { session: service.session, onEffect });
  await assertRejects(change, DeadlineError);
  assertEquals(effects, ["not sent", "unknown", "unknown"]);
});

Deno.test("calls that the service holds up, however many, do not hold up another", async () => {
  await using service = new Loopback((request) =>
    request.path.endsWith("/farms") ? undefined : json({ farmId: FARM })
  );
  const { session } = service;
  const controller = new AbortController();
  const { signal } = controller;
  const held = Array.from(
    { length: 80 },
    () => call("deadline", "ListFarms", {}, { session, signal }).catch((reason) => reason),
  );
  await service.seen(80);
  assertEquals((await getFarm({ farmId: FARM }, { session })).farmId, FARM);
  controller.abort("enough");
  assertEquals(new Set(await Promise.all(held)), new Set(["enough"]));
});

Deno.test("an answered call tells its request id, its attempts and what time the service has", async () => {
  let calls = 0;
  const date = "Mon, 02 Mar 2026 10:00:00 GMT";
  await using service = new Loopback(() =>
    ++calls === 1
      ? exception("ThrottlingException", 429)
      : json({ farmId: FARM, displayName: "Farm" }, 200, { date })
  );
  const heard: AnswerFacts[] = [];
  await getFarm({ farmId: FARM }, {
    session: service.session,
    onAnswer: (facts) => heard.push(facts),
  });
  assertEquals(heard.map(({ ms: _, ...facts }) => facts), [{
    operation: "GetFarm",
    awsRequestId: "req-1",
    attempts: 2,
    serverTime: new Date(date),
  }]);
  assert(heard[0].ms > 0);
});

Deno.test("calls that share a connection one after the other leave no listener on it", async () => {
  const warnings: string[] = [];
  const onWarning = ({ message }: Error) => void warnings.push(message);
  process.on("warning", onWarning);
  try {
    await using service = new Loopback(() => json({}));
    const { session } = service;
    for (let i = 0; i < 15; i++) await call("deadline", "ListFarms", {}, { session });
    assertEquals(warnings, []);
  } finally {
    process.off("warning", onWarning);
  }
});

Deno.test("a call that is stopped on a connection used before is not sent again", async () => {
  await using service = new Loopback(({ method }) => method === "GET" ? json({}) : undefined);
  const { session } = service;
  await call("deadline", "ListFarms", {}, { session });
  const controller = new AbortController();
  const update = updateJob({ ...JOB_INPUT, priority: 7 }, { session, signal: controller.signal });
  const request = await service.seen(2);
  controller.abort("enough");
  assertEquals(await update.catch((error) => error), "enough");
  await request.closed;
  // Whatever was sent before this one is there before it.
  await call("deadline", "ListFarms", {}, { session });
  assertEquals(service.requests.map(({ method }) => method), ["GET", "PATCH", "GET"]);
});
