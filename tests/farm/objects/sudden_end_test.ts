import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  ListPartsCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from "npm:@aws-sdk/client-s3@^3.1107.0";
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

interface KilledFarm extends AsyncDisposable {
  readonly process: Deno.ChildProcess;
  readonly s3: S3Client;
}

/** A farm in a process of its own, which a test can kill. */
async function farmToKill(dataDir: string): Promise<KilledFarm> {
  const process = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", MAIN.pathname, "--data", dataDir, "--workers", "0", "--bucket", Bucket],
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const output = process.stdout.getReader();
  await output.read();
  await output.cancel();
  const { endpoint, region, accessKeyId, secretAccessKey } = JSON.parse(
    await Deno.readTextFile(join(dataDir, "farm.json")),
  );
  const credentials = { accessKeyId, secretAccessKey };
  const s3 = new S3Client({ endpoint, region, credentials, forcePathStyle: true, maxAttempts: 1 });
  return {
    process,
    s3,
    async [Symbol.asyncDispose]() {
      s3.destroy();
      await process.status;
    },
  };
}

Deno.test("a farm killed in the middle of a PUT shows no object and keeps no file of it", async () => {
  const dataDir = await Deno.makeTempDir({ prefix: "objects-" });
  {
    await using killed = await farmToKill(dataDir);
    const { s3, process } = killed;
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

Deno.test("an upload in parts goes on after the farm was killed", async () => {
  const dataDir = await Deno.makeTempDir({ prefix: "objects-" });
  const Key = "parts";
  let upload: { Bucket: string; Key: string; UploadId: string | undefined };
  let ETag: string | undefined;
  {
    await using killed = await farmToKill(dataDir);
    const { s3, process } = killed;
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key }));
    upload = { Bucket, Key, UploadId };
    const Body = "x".repeat(5 * 1024 * 1024);
    ({ ETag } = await s3.send(new UploadPartCommand({ ...upload, PartNumber: 1, Body })));
    process.kill("SIGKILL");
  }
  {
    await using store = await testStore(dataDir);
    const { s3 } = store;
    const { Parts } = await s3.send(new ListPartsCommand(upload));
    assertEquals(Parts!.map((part) => [part.PartNumber, part.ETag]), [[1, ETag]]);
    const last = await s3.send(new UploadPartCommand({ ...upload, PartNumber: 2, Body: "end" }));
    const parts = [{ PartNumber: 1, ETag }, { PartNumber: 2, ETag: last.ETag }];
    const MultipartUpload = { Parts: parts };
    await s3.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload }));
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key, Range: "bytes=-5" }));
    assertEquals(await Body!.transformToString(), "xxend");
  }
  await Deno.remove(dataDir, { recursive: true });
});
