/** Removes all objects from the bucket of a queue, whose farm the environment names. */
import { callStore, openQueueStore } from "@deadline/client/attachments";
import { createSession } from "@deadline/client";

const [farmId, queueId] = Deno.args;
await using session = createSession();
const store = await openQueueStore({ farmId, queueId }, { session });
for (;;) {
  const { Contents = [] } = await callStore(store, "ListObjectsV2", {});
  if (Contents.length === 0) break;
  const Objects = Contents.map(({ Key }) => ({ Key }));
  await callStore(store, "DeleteObjects", { Delete: { Objects, Quiet: true } });
}
