import {
  CopyObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from "npm:@aws-sdk/client-s3@^3.1107.0";
import { Upload } from "npm:@aws-sdk/lib-storage@^3.1107.0";
import { assertEquals, assertRejects } from "@std/assert";
import { testStore } from "./_s3.ts";

const Bucket = "bucket";
const MIB = 1024 * 1024;

Deno.test("an object comes back as it was put, whatever its key", async () => {
  await using store = await testStore();
  for (
    const Key of ["a b", "a/../b", "a//b", "Outputs/2026-01-01T00:00:00Z", "schön/😀", "a+b&c"]
  ) {
    const Metadata = { "asset-root": "/proj" };
    await store.s3.send(new PutObjectCommand({ Bucket, Key, Body: `body of ${Key}`, Metadata }));
    const got = await store.s3.send(new GetObjectCommand({ Bucket, Key }));
    assertEquals(await got.Body!.transformToString(), `body of ${Key}`);
    assertEquals(got.Metadata, Metadata);
  }
});

Deno.test("every checksum algorithm is verified, and told to readers who ask", async () => {
  await using store = await testStore();
  const known = {
    CRC32: "y/Q5Jg==",
    CRC32C: "4waSgw==",
    CRC64NVME: "rosUhgp5mIg=",
    SHA1: "98O8HYCOBHMq32eZZczDTKeuNEE=",
    SHA256: "FeKw08M4keuw8e9gnsQZQgwg4yDOlMZfvIwzEkSOsiU=",
  };
  for (const [name, value] of Object.entries(known)) {
    const put = { Bucket, Key: name, Body: "123456789", [`Checksum${name}`]: value };
    await store.s3.send(new PutObjectCommand(put));
    const head = await store.s3.send(
      new HeadObjectCommand({ Bucket, Key: name, ChecksumMode: "ENABLED" }),
    );
    assertEquals(head[`Checksum${name}` as "ChecksumCRC32"], value);
    await assertRejects(
      () => store.s3.send(new PutObjectCommand({ ...put, Key: "wrong", Body: "12345678X" })),
      Error,
      "did not match",
    );
  }
});

Deno.test("ranges and conditions are answered as HTTP has them", async () => {
  await using store = await testStore();
  const Key = "numbers";
  const { ETag } = await store.s3.send(new PutObjectCommand({ Bucket, Key, Body: "0123456789" }));
  const get = async (more: object) => {
    const got = await store.s3.send(new GetObjectCommand({ Bucket, Key, ...more }));
    return [await got.Body!.transformToString(), got.ContentRange];
  };
  assertEquals(await get({ Range: "bytes=2-4" }), ["234", "bytes 2-4/10"]);
  assertEquals(await get({ Range: "bytes=-3", IfMatch: ETag }), ["789", "bytes 7-9/10"]);
  await assertRejects(() => get({ Range: "bytes=10-" }), Error, "not satisfiable");
  await assertRejects(() => get({ IfMatch: '"other"' }), Error, "pre-conditions");
  const again = new PutObjectCommand({ Bucket, Key, Body: "x", IfNoneMatch: "*" });
  await assertRejects(() => store.s3.send(again), Error, "pre-conditions");
  assertEquals((await get({}))[0], "0123456789");
});

Deno.test("an upload in parts of 12 MiB becomes one object, can be copied, leaves nothing", async () => {
  await using store = await testStore();
  const Body = new Uint8Array(12 * MIB).map((_, at) => at * 31 >> 7);
  const upload = new Upload({
    client: store.s3,
    params: { Bucket, Key: "large", Body },
    partSize: 5 * MIB,
  });
  const { ETag } = await upload.done();
  assertEquals(ETag?.endsWith('-3"'), true);
  await store.s3.send(
    new CopyObjectCommand({ Bucket, Key: "copy", CopySource: "bucket/large" }),
  );
  await store.s3.send(
    new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: "large" }] } }),
  );
  const got = await store.s3.send(new GetObjectCommand({ Bucket, Key: "copy" }));
  const data = await got.Body!.transformToByteArray();
  assertEquals(Buffer.compare(data, Body), 0);
  const { Uploads } = await store.s3.send(new ListMultipartUploadsCommand({ Bucket }));
  assertEquals(Uploads, undefined);
});

Deno.test("lists come in pages, by prefix and grouped by delimiter", async () => {
  await using store = await testStore();
  for (const Key of ["a/1", "a/2", "b", "c/1/x", "c/2", "d"]) {
    await store.s3.send(new PutObjectCommand({ Bucket, Key, Body: "x" }));
  }
  const seen: string[] = [];
  let ContinuationToken: string | undefined;
  do {
    const page = await store.s3.send(
      new ListObjectsV2Command({ Bucket, Delimiter: "/", MaxKeys: 1, ContinuationToken }),
    );
    seen.push(
      ...(page.CommonPrefixes ?? page.Contents ?? []).map((one) =>
        "Prefix" in one ? one.Prefix! : (one as { Key: string }).Key
      ),
    );
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken);
  assertEquals(seen, ["a/", "b", "c/", "d"]);
});
