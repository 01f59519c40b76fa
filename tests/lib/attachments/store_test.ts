import { assert, assertEquals, assertRejects } from "@std/assert";
import { call, createSession, DeadlineError } from "@deadline/client";
import { callStore, dataKey, openQueueStore } from "@deadline/client/attachments";
import { testFarm } from "../../farm/_farm.ts";

const HASH = "06b05ab6733a618578af5f94892f3950";

Deno.test("the store of a queue is reached with the queue's role and checks who owns the bucket", async () => {
  await using on = await testFarm({ bucket: "attachments" });
  const { endpoint, region, credentials, farmId, queueId } = on.farm;
  await using session = createSession({ endpoint, region, credentials });
  const store = await openQueueStore({ farmId, queueId }, { session });
  assertEquals([store.bucket, store.rootPrefix], ["attachments", "DeadlineCloud"]);
  assertEquals(store.expectedBucketOwner?.length, 12);
  const Key = dataKey(store, HASH);
  assertEquals(Key, `DeadlineCloud/Data/${HASH}.xxh128`);
  await callStore(store, "PutObject", { Key, Body: new TextEncoder().encode("abc") });
  const { ContentLength } = await callStore(store, "HeadObject", { Key });
  assertEquals(ContentLength, 3);
  const { Body } = await callStore(store, "GetObject", { Key });
  assertEquals(await Body?.transformToString(), "abc");
  const stranger = { ...store, expectedBucketOwner: "999999999999" };
  const error = await assertRejects(
    () => callStore(stranger, "HeadObject", { Key }),
    DeadlineError,
  );
  assertEquals(error.status, 403);
});

Deno.test("a queue without job attachments says so, and how to go on", async () => {
  await using on = await testFarm({});
  const { endpoint, region, credentials, farmId } = on.farm;
  await using session = createSession({ endpoint, region, credentials });
  const input = { farmId, displayName: "Bare" };
  const { queueId } = await call("deadline", "CreateQueue", input, { session });
  const error = await assertRejects(
    () => openQueueStore({ farmId, queueId: queueId! }, { session }),
    DeadlineError,
  );
  assertEquals(error.code, "NoJobAttachments");
  assert(error.hint);
});
