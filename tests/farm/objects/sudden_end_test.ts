import { GetObjectCommand, PutObjectCommand, S3Client } from "npm:@aws-sdk/client-s3@^3.1107.0";
import { assertEquals, assertRejects } from "@std/assert";
import { join } from "@std/path";
import { Readable } from "node:stream";
import { testStore } from "./_s3.ts";

const MAIN = new URL("../../../farm/main.ts", import.meta.url);
const Bucket = "bucket";

async function filesBelow(folder: string): Promise<number> {
  let count = 0;
  for await (const entry of Deno.readDir(folder)) {
    count += entry.isDirectory ? await filesBelow(join(folder, entry.name)) : 1;
  }
  return count;
}

Deno.test("a farm killed in the middle of a PUT shows no object and keeps no file of it", async () => {
  const dataDir = await Deno.makeTempDir({ prefix: "objects-" });
  const process = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", MAIN.pathname, "--data", dataDir, "--workers", "0", "--bucket", Bucket],
    stdout: "piped",
    stderr: "null",
  }).spawn();
  try {
    const output = process.stdout.getReader();
    await output.read();
    await output.cancel();
    const { endpoint, region, accessKeyId, secretAccessKey } = JSON.parse(
      await Deno.readTextFile(join(dataDir, "farm.json")),
    );
    const credentials = { accessKeyId, secretAccessKey };
    const s3 = new S3Client({
      endpoint,
      region,
      credentials,
      forcePathStyle: true,
      maxAttempts: 1,
    });
    await s3.send(new PutObjectCommand({ Bucket, Key: "whole", Body: "kept" }));
    const Body = Readable.from((async function* () {
      // Killed as soon as the first bytes are in a file.
      while (await filesBelow(join(dataDir, "objects", "incoming")) === 0) {
        yield new Uint8Array(64 * 1024);
      }
      process.kill("SIGKILL");
    })());
    const put = new PutObjectCommand({ Bucket, Key: "half", Body, ContentLength: 2 ** 30 });
    await assertRejects(() => s3.send(put));
    s3.destroy();
  } finally {
    await process.status;
  }
  {
    await using store = await testStore(dataDir);
    const get = (Key: string) => store.s3.send(new GetObjectCommand({ Bucket, Key }));
    assertEquals(await (await get("whole")).Body!.transformToString(), "kept");
    await assertRejects(() => get("half"), Error, "does not exist");
    assertEquals(await filesBelow(join(dataDir, "objects", "incoming")), 0);
    assertEquals(await filesBelow(join(dataDir, "objects", "blobs")), 1);
  }
  await Deno.remove(dataDir, { recursive: true });
});
