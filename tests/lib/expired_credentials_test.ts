import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  checkAuthentication,
  CredentialGate,
  type Credentials,
  DeadlineError,
  getFarm,
  type SessionOptions,
  updateJob,
} from "@deadline/client";
import { Stopped } from "@deadline/client/task";
import { settleMicrotasks, VirtualClock } from "./task/virtual_clock.ts";
import { exception, FARM, JOB, json, Loopback, QUEUE, type SeenRequest } from "./_loopback.ts";

const isSignedWith = (request: SeenRequest, key: string) =>
  request.headers.get("Authorization")?.includes(`Credential=${key}/`);

/** A service that takes only one key, a gate, and the key that a profile holds now. */
function world(options: { wanted: string; gate?: CredentialGate } & SessionOptions) {
  const { wanted, gate = new CredentialGate({ interval: 60_000 }), ...rest } = options;
  const profile = { key: "OLD" };
  const credentials = (): Promise<Credentials> =>
    Promise.resolve({ accessKeyId: profile.key, secretAccessKey: "x" });
  const service = new Loopback(
    (request) =>
      isSignedWith(request, wanted)
        ? json({ farmId: FARM, displayName: "Farm" })
        : exception("ExpiredTokenException", 403),
    { credentials, gate, ...rest },
  );
  return { service, gate, profile };
}

/** Resolves when so many calls wait at the gate. */
async function waiting(gate: CredentialGate, count: number): Promise<void> {
  while (gate.waiting !== count) {
    const { promise, resolve } = Promise.withResolvers<void>();
    const unsubscribe = gate.subscribe(resolve);
    await promise;
    unsubscribe();
  }
}

Deno.test("calls whose credentials expired wait, ask for one sign-in, and go on by themselves", async () => {
  const { service, gate, profile } = world({ wanted: "NEW" });
  await using _ = service;
  let prompts = 0;
  let wasClosed = false;
  gate.subscribe(() => {
    if (gate.closed && !wasClosed) prompts++;
    wasClosed = gate.closed;
  });
  const calls = Array.from(
    { length: 20 },
    () => getFarm({ farmId: FARM }, { session: service.session }),
  );
  await waiting(gate, 20);
  assertEquals(gate.cause?.code, "ExpiredTokenException");
  assert(gate.cause?.hint?.includes("Sign in again"));
  profile.key = "NEW";
  gate.renewed();
  const farms = await Promise.all(calls);
  assertEquals(farms.map((farm) => farm.displayName), Array(20).fill("Farm"));
  assertEquals([prompts, gate.closed, gate.waiting], [1, false, 0]);
});

Deno.test("a call that comes while others wait joins them and sends nothing", async () => {
  const { service, gate, profile } = world({ wanted: "NEW" });
  await using _ = service;
  const first = getFarm({ farmId: FARM }, { session: service.session });
  await waiting(gate, 1);
  const before = service.requests.length;
  const second = getFarm({ farmId: FARM }, { session: service.session });
  await waiting(gate, 2);
  assertEquals(service.requests.length, before);
  profile.key = "NEW";
  gate.renewed();
  await Promise.all([first, second]);
});

Deno.test("credentials that were renewed elsewhere are found, and nobody is asked", async () => {
  const { service, gate, profile } = world({ wanted: "NEW" });
  await using _ = service;
  let prompts = 0;
  gate.subscribe(() => prompts++);
  await service.session.credentials();
  profile.key = "NEW";
  await getFarm({ farmId: FARM }, { session: service.session });
  assertEquals(prompts, 0);
});

Deno.test("while calls wait, a sign-in elsewhere is noticed without being told", async () => {
  const clock = new VirtualClock();
  const gate = new CredentialGate({ interval: 2_000, clock });
  const { service, profile } = world({ wanted: "NEW", gate });
  await using _ = service;
  const call = getFarm({ farmId: FARM }, { session: service.session });
  await waiting(gate, 1);
  clock.advance(2_000);
  await settleMicrotasks(50);
  assertEquals(gate.waiting, 1);
  profile.key = "NEW";
  clock.advance(2_000);
  assertEquals((await call).displayName, "Farm");
  assertEquals(clock.pending, 0);
});

Deno.test("a waiting call can be aborted; the last one that leaves opens the gate", async () => {
  const clock = new VirtualClock();
  const gate = new CredentialGate({ clock });
  const { service } = world({ wanted: "NEW", gate });
  await using _ = service;
  const controllers = [new AbortController(), new AbortController()];
  const calls = controllers.map(({ signal }) =>
    getFarm({ farmId: FARM }, { session: service.session, signal }).catch((reason) => reason)
  );
  await waiting(gate, 2);
  controllers[0].abort("one");
  assertEquals(await calls[0], "one");
  assertEquals([gate.closed, gate.waiting], [true, 1]);
  controllers[1].abort("two");
  assertEquals(await calls[1], "two");
  assertEquals([gate.closed, clock.pending], [false, 0]);
});

Deno.test("when nobody will sign in, the calls stop with the reason expired", async () => {
  const { service, gate } = world({ wanted: "NEW" });
  await using _ = service;
  const call = getFarm({ farmId: FARM }, { session: service.session });
  const rejected = assertRejects(() => call, Stopped);
  await waiting(gate, 1);
  gate.giveUp();
  assertEquals((await rejected).reason, "expired");
});

Deno.test("the time of a call stands still while it waits for a sign-in", async () => {
  const timeout = 3_600_123;
  const { service, gate, profile } = world({ wanted: "NEW", timeout });
  await using _ = service;
  using timers = watchTimers(timeout);
  const call = getFarm({ farmId: FARM }, { session: service.session });
  assertEquals(timers, { ...timers, set: 1, running: 1 });
  await waiting(gate, 1);
  assertEquals(timers, { ...timers, set: 1, running: 0 });
  profile.key = "NEW";
  gate.renewed();
  assertEquals(timers, { ...timers, set: 2, running: 1 });
  assertEquals((await call).displayName, "Farm");
  assertEquals(timers, { ...timers, set: 2, running: 0 });
});

/** Counts the timers of one delay, in milliseconds: how many were set, and how many still run. */
function watchTimers(delay: number) {
  const { setTimeout, clearTimeout } = globalThis;
  const ids = new Set<unknown>();
  const counts = {
    set: 0,
    running: 0,
    [Symbol.dispose]: () => void Object.assign(globalThis, { setTimeout, clearTimeout }),
  };
  const count = () => counts.running = ids.size;
  Object.assign(globalThis, {
    setTimeout(...args: Parameters<typeof setTimeout>) {
      const id = setTimeout(...args);
      if (args[1] !== delay) return id;
      counts.set++;
      ids.add(id);
      count();
      return id;
    },
    clearTimeout(id?: number) {
      clearTimeout(id);
      if (ids.delete(id)) count();
    },
  });
  return counts;
}

Deno.test("a change that waited for a sign-in is made once, under one client token", async () => {
  const { service, gate, profile } = world({ wanted: "NEW" });
  await using _ = service;
  const input = { farmId: FARM, queueId: QUEUE, jobId: JOB, priority: 1 };
  const call = updateJob(input, { session: service.session });
  await waiting(gate, 1);
  profile.key = "NEW";
  gate.renewed();
  await call;
  const tokens = service.requests.map((request) => request.headers.get("X-Amz-Client-Token"));
  assertEquals(new Set(tokens).size, 1);
  assertEquals(service.requests.filter((request) => isSignedWith(request, "NEW")).length, 1);
});

Deno.test("without a gate, and where the sign-in itself is looked at, expiry fails at once", async () => {
  const { service } = world({ wanted: "NEW", gate: undefined });
  await using _ = service;
  assertEquals((await checkAuthentication({ session: service.session })).status, "NEEDS_LOGIN");
  const bare = new Loopback(() => exception("ExpiredTokenException", 403));
  await using __ = bare;
  const call = () => getFarm({ farmId: FARM }, { session: bare.session });
  assertEquals((await assertRejects(call, DeadlineError)).code, "ExpiredTokenException");
});
