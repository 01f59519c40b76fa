import { assertEquals } from "@std/assert";
import { listQueues } from "@deadline/client";
import { roleSession } from "@deadline/client/session";
import { FARM, json, Loopback, QUEUE } from "./_loopback.ts";

const ROLE = { role: "AssumeQueueRoleForUser", farmId: FARM, queueId: QUEUE } as const;

/** A service that gives keys of a queue's role, and notes who calls with them. */
function service() {
  let taken = 0;
  const loopback = new Loopback(({ path }) => {
    if (!path.endsWith("/user-roles")) return json({ queues: [] });
    const expiration = new Date(Date.now() + 3_600_000).toISOString();
    const keys = { accessKeyId: `AKIAROLE${++taken}`, secretAccessKey: "s", sessionToken: "t" };
    return json({ credentials: { ...keys, expiration } });
  });
  const list = () =>
    listQueues({ farmId: FARM }, { session: roleSession(loopback.session, ROLE) }).toArray();
  const callers = () =>
    loopback.requests.filter(({ path }) => path.endsWith("/queues")).map(({ headers }) =>
      /Credential=(\w+)/.exec(headers.get("authorization") ?? "")?.[1]
    );
  return { loopback, list, callers };
}

Deno.test("the keys of a queue's role are fetched once for all who call with them", async () => {
  const { loopback, list, callers } = service();
  await using _ = loopback;
  await Promise.all([list(), list(), list()]);
  await list();
  assertEquals(callers(), Array(4).fill("AKIAROLE1"));
});

Deno.test("the session of a queue's role ends with the one that it was made of", async () => {
  const { loopback, list } = service();
  await list();
  const taken = roleSession(loopback.session, ROLE);
  await loopback[Symbol.asyncDispose]();
  assertEquals(taken.signal.aborted, true);
});
