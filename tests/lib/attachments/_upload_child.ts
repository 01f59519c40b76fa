/** Sends the file whose facts come as JSON, until it is killed. */
import { createSession } from "@deadline/client";
import { openQueueStore, uploadFiles } from "@deadline/client/attachments";

const { endpoint, region, credentials, ids, file, cacheDir } = JSON.parse(Deno.args[0]);
await using session = createSession({ endpoint, region, credentials });
const store = await openQueueStore(ids, { session });
await uploadFiles(store, [file], { cacheDir });
