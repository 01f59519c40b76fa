import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
} from "npm:@aws-sdk/client-s3@^3.1107.0";
import { assertEquals, assertMatch, assertRejects, assertStringIncludes } from "@std/assert";
import { sendRaw } from "./_raw_s3.ts";
import { type TestStore, testStore } from "./_s3.ts";

const Bucket = "bucket";
const CRC32C = "4waSgw==";
const DIGITS = "123456789";

async function textOf({ s3 }: TestStore, Key: string): Promise<string> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
  return await Body!.transformToString();
}

function code(body: string): string | undefined {
  return /<Code>([^<]*)<\/Code>/.exec(body)?.[1];
}

Deno.test("who expects a 100 is told to go on, or why not", async () => {
  await using store = await testStore();
  const headers = { expect: "100-continue" };
  const taken = await sendRaw(store.on, { target: "/bucket/expected", headers, body: DIGITS });
  assertEquals(taken.statuses, ["100", "200"]);
  assertEquals(await textOf(store, "expected"), DIGITS);
  const refused = await sendRaw(store.on, { target: "/nowhere/expected", headers, body: DIGITS });
  assertEquals([refused.statuses.at(-1), code(refused.body)], ["404", "NoSuchBucket"]);
});

Deno.test("bodies in chunks are taken apart, with their checksum behind them", async () => {
  await using store = await testStore();
  const send = (payload: string, body: Parameters<typeof sendRaw>[1]["body"], checksum?: string) =>
    sendRaw(store.on, {
      target: "/bucket/chunked",
      payload,
      headers: {
        "content-encoding": "aws-chunked",
        "x-amz-decoded-content-length": "9",
        ...checksum && { "x-amz-trailer": "x-amz-checksum-crc32c" },
      },
      body,
    });
  const unsigned = (checksum: string) =>
    `5\r\n12345\r\n4\r\n6789\r\n0\r\nx-amz-checksum-crc32c:${checksum}\r\n\r\n`;
  const unsignedTrailer = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";
  assertEquals((await send(unsignedTrailer, unsigned(CRC32C), CRC32C)).statuses, ["200"]);
  assertEquals(await textOf(store, "chunked"), DIGITS);
  const head = await store.s3.send(
    new HeadObjectCommand({ Bucket, Key: "chunked", ChecksumMode: "ENABLED" }),
  );
  assertEquals([head.ChecksumCRC32C, head.ContentEncoding], [CRC32C, undefined]);
  const wrong = await send(unsignedTrailer, unsigned("AAAAAA=="), CRC32C);
  assertEquals([wrong.statuses, code(wrong.body)], [["400"], "BadDigest"]);

  const signed = await send(
    "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
    (chain) => chain.chunk("12345") + chain.chunk("6789") + chain.chunk("") + "\r\n",
  );
  assertEquals(signed.statuses, ["200"]);
  const trailed = await send(
    "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
    (chain) =>
      chain.chunk(DIGITS) + chain.chunk("") + chain.trailer(`x-amz-checksum-crc32c:${CRC32C}`),
    CRC32C,
  );
  assertEquals(trailed.statuses, ["200"]);
  const forged = await send(
    "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
    (chain) =>
      chain.chunk("12345").replace("12345", "12X45") + chain.chunk("6789") +
      chain.chunk("") + "\r\n",
  );
  assertEquals([forged.statuses, code(forged.body)], [["403"], "SignatureDoesNotMatch"]);
  // What was refused has not taken the place of what was there.
  assertEquals(await textOf(store, "chunked"), DIGITS);
});

Deno.test("metadata beyond ASCII is kept, and told as mail tells it", async () => {
  await using store = await testStore();
  const headers = { "x-amz-meta-asset-root": "/proj/schön 😀", "x-amz-meta-plain": "a  b" };
  assertEquals((await sendRaw(store.on, { target: "/bucket/meta", headers })).statuses, ["200"]);
  const { head } = await sendRaw(store.on, { method: "HEAD", target: "/bucket/meta" });
  const told = /^x-amz-meta-asset-root: =\?UTF-8\?B\?(.*)\?=/m.exec(head)?.[1] ?? "";
  assertEquals(Buffer.from(told, "base64").toString(), "/proj/schön 😀");
  const Metadata = { long: "x".repeat(2100) };
  await assertRejects(
    () => store.s3.send(new PutObjectCommand({ Bucket, Key: "meta", Body: "x", Metadata })),
    Error,
    "exceed the maximum",
  );
});

Deno.test("errors are XML of S3's own, which names what it is about", async () => {
  await using store = await testStore();
  const cases = [
    [{ method: "GET", target: "/bucket/no%20key" }, "404", "NoSuchKey"],
    [{ method: "GET", target: "/nowhere?list-type=2" }, "404", "NoSuchBucket"],
    [
      { target: "/bucket/a", payload: "0".repeat(64), body: "x" },
      "400",
      "XAmzContentSHA256Mismatch",
    ],
    [
      { target: "/bucket/a", headers: { "content-md5": "AAAAAAAAAAAAAAAAAAAAAA==" } },
      "400",
      "BadDigest",
    ],
    [
      { target: "/bucket/a", headers: { "x-amz-expected-bucket-owner": "111111111111" } },
      "403",
      "AccessDenied",
    ],
    [{ method: "DELETE", target: "/bucket/a?uploadId=none" }, "404", "NoSuchUpload"],
    [{ method: "POST", target: "/bucket?delete", body: "<no" }, "400", "MalformedXML"],
  ] as const;
  for (const [request, status, expected] of cases) {
    const { statuses, head, body } = await sendRaw(store.on, request);
    assertEquals([statuses, code(body)], [[status], expected], request.target);
    assertMatch(head, /content-type: application\/xml/i);
    assertStringIncludes(body, "<?xml");
    assertMatch(body, /<Message>.+<\/Message>.*<RequestId>.+<\/RequestId>/);
  }
  const missing = await sendRaw(store.on, { method: "HEAD", target: "/bucket/nothing" });
  assertEquals([missing.statuses, missing.body], [["404"], ""]);
});

Deno.test("conditions and ranges at their edges", async () => {
  await using store = await testStore();
  const Key = "edges";
  const { ETag } = await store.s3.send(new PutObjectCommand({ Bucket, Key, Body: DIGITS }));
  const ask = (headers: Record<string, string>) =>
    sendRaw(store.on, { method: "GET", target: "/bucket/edges", headers });
  assertEquals((await ask({ "if-none-match": ETag! })).statuses, ["304"]);
  const later = new Date(Date.now() + 60_000).toUTCString();
  assertEquals((await ask({ "if-modified-since": later })).statuses, ["304"]);
  assertEquals((await ask({ "if-unmodified-since": new Date(0).toUTCString() })).statuses, ["412"]);
  // The tag is the stronger of two.
  const both = { "if-match": ETag!, "if-unmodified-since": new Date(0).toUTCString() };
  assertEquals((await ask(both)).statuses, ["200"]);
  const long = await ask({ range: "bytes=6-1000" });
  assertEquals([long.statuses, long.body], [["206"], "789"]);
  assertMatch(long.head, /content-range: bytes 6-8\/9/i);
  const beyond = await ask({ range: "bytes=9-" });
  assertEquals([beyond.statuses, code(beyond.body)], [["416"], "InvalidRange"]);
  // A range that is none is as if it were not there.
  assertEquals((await ask({ range: "bytes=5-2" })).statuses, ["200"]);
});

Deno.test("an upload in parts can be listed, copied into, completed once, and broken off", async () => {
  await using store = await testStore();
  const { s3 } = store;
  const Key = "parts";
  const five = "x".repeat(5 * 1024 * 1024);
  await s3.send(new PutObjectCommand({ Bucket, Key: "source", Body: "0123456789" }));
  const { UploadId } = await s3.send(
    new CreateMultipartUploadCommand({ Bucket, Key, Metadata: { note: "kept" } }),
  );
  const upload = { Bucket, Key, UploadId };
  const { ETag: first } = await s3.send(
    new UploadPartCommand({ ...upload, PartNumber: 1, Body: five }),
  );
  const { CopyPartResult } = await s3.send(
    new UploadPartCopyCommand({
      ...upload,
      PartNumber: 7,
      CopySource: "bucket/source",
      CopySourceRange: "bytes=2-5",
    }),
  );
  const listed = await s3.send(new ListPartsCommand(upload));
  assertEquals(listed.Parts!.map(({ PartNumber, Size }) => [PartNumber, Size]), [
    [1, five.length],
    [7, 4],
  ]);
  const { Uploads } = await s3.send(new ListMultipartUploadsCommand({ Bucket }));
  assertEquals(Uploads!.map((one) => one.UploadId), [UploadId]);
  const complete = (...parts: [number, string | undefined][]) => {
    const Parts = parts.map(([PartNumber, ETag]) => ({ PartNumber, ETag }));
    return s3.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts } }));
  };
  const copied = CopyPartResult!.ETag;
  const invalid = await assertRejects(() => complete([1, first], [7, '"other"']), Error);
  assertEquals(invalid.name, "InvalidPart");
  const disordered = await assertRejects(() => complete([1, first], [1, first]), Error);
  assertEquals(disordered.name, "InvalidPartOrder");
  await complete([1, first], [7, copied]);
  const whole = await s3.send(new GetObjectCommand({ Bucket, Key, Range: "bytes=-6" }));
  assertEquals([await whole.Body!.transformToString(), whole.Metadata], ["xx2345", {
    note: "kept",
  }]);

  const other = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key: "broken" }));
  const broken = { Bucket, Key: "broken", UploadId: other.UploadId };
  await s3.send(new UploadPartCommand({ ...broken, PartNumber: 1, Body: "x" }));
  await s3.send(new AbortMultipartUploadCommand(broken));
  const gone = await assertRejects(() => s3.send(new ListPartsCommand(broken)), Error);
  assertEquals(gone.name, "NoSuchUpload");
  const missing = new GetObjectCommand({ Bucket, Key: "broken" });
  assertEquals((await assertRejects(() => s3.send(missing), Error)).name, "NoSuchKey");
});

Deno.test("uploads are listed with their keys encoded for who asks for that, whatever the keys have", async () => {
  await using store = await testStore();
  const Key = "a b/é\u0001&";
  await store.s3.send(new CreateMultipartUploadCommand({ Bucket, Key }));
  const listed = await store.s3.send(
    new ListMultipartUploadsCommand({ Bucket, EncodingType: "url", Prefix: "a b/" }),
  );
  assertEquals(listed.EncodingType, "url");
  assertEquals(listed.Prefix, "a%20b/");
  assertEquals(listed.Uploads!.map((one) => one.Key), ["a%20b/%C3%A9%01%26"]);
});
