import { assertEquals, assertThrows } from "@std/assert";
import {
  createManifest,
  decodeManifest,
  encodeManifest,
  ManifestDecodeError,
  xxh128,
} from "@deadline/client/attachments";
import { cacheTime, manifestTime } from "../../../lib/attachments/files/file_times.ts";
import {
  cacheKeyBytes,
  pathBytes,
  pathOfBytes,
} from "../../../lib/attachments/files/path_bytes.ts";

const EMPTY = "99aa06d3014798d86001c324468d497f";
const ABC = "06b05ab6733a618578af5f94892f3950";
const GOLDEN =
  `{"hashAlg":"xxh128","manifestVersion":"2023-03-03","paths":[{"hash":"${EMPTY}","mtime":0,` +
  `"path":"a b.txt","size":0},{"hash":"${ABC}","mtime":1700000000123456,` +
  `"path":"tex/\\ud83d\\ude00.png","size":3},{"hash":"${ABC}","mtime":1700000000123456,` +
  `"path":"tex/\\uff5e.png","size":3}],"totalSize":6}`;

Deno.test("hashes are those of the Python client", async () => {
  const known = {
    "": EMPTY,
    a: "a96faf705af16834e6c632b61e964e1f",
    abc: ABC,
    ["x".repeat(1000)]: "50a1af5a5f2dcf01c0a4877b962cba82",
    "/proj/scène": "331e156b8f8d5e0eb93a60b4ec361740",
    "C:\\proj": "f93c8b132bf6b72a58927b9868926a89",
  };
  for (const [text, hash] of Object.entries(known)) assertEquals(await xxh128(text), hash);
});

Deno.test("a manifest has the very bytes of the Python client's, whatever order it came in", async () => {
  const manifest = createManifest([
    { path: "tex/\uff5e.png", hash: ABC, size: 3, mtime: 1700000000123456 },
    { path: "tex/\u{1f600}.png", hash: ABC, size: 3, mtime: 1700000000123456 },
    { path: "a b.txt", hash: EMPTY, size: 0, mtime: 0 },
  ]);
  assertEquals(encodeManifest(manifest), GOLDEN);
  assertEquals(await xxh128(GOLDEN), "97541f15071a2b86b59e6b50d1eeb6d4");
  assertEquals(decodeManifest(GOLDEN), manifest);
});

Deno.test("a manifest escapes DEL, control characters and bytes that are no text", () => {
  const entry = { path: '\x7f\n\x01"\\/\udcff', hash: EMPTY, size: 0, mtime: 0 };
  const text = encodeManifest(createManifest([entry]));
  assertEquals(text.includes(String.raw`"path":"\u007f\n\u0001\"\\/\udcff"`), true, text);
  assertEquals(decodeManifest(text).paths, [entry]);
});

Deno.test("a text that is no manifest is refused with the field that is wrong", () => {
  const { paths: [entry], ...top } = JSON.parse(GOLDEN);
  const wrong: [unknown, string][] = [
    [[], "not a JSON object"],
    [{ ...top, paths: [entry], manifestVersion: "2099-01-01" }, '"2099-01-01" is not known'],
    [{ ...top, paths: [entry], hashAlg: "md5" }, '"hashAlg" is "md5"'],
    [{ ...top, paths: [entry], totalSize: 1.5 }, '"totalSize"'],
    [{ ...top, paths: [] }, "at least one entry"],
    [{ ...top, paths: [entry, { ...entry, hash: "../x" }] }, '"paths[1]" has a "hash"'],
    [{ ...top, paths: [{ ...entry, size: "3" }] }, '"paths[0]" has no whole number as "size"'],
  ];
  for (const [value, message] of wrong) {
    assertThrows(() => decodeManifest(JSON.stringify(value)), ManifestDecodeError, message);
  }
  assertThrows(() => decodeManifest("{"), ManifestDecodeError, "not JSON");
});

Deno.test("times are rounded down in a manifest, and to the nearest in the cache", () => {
  assertEquals(manifestTime(1_699_999_999_999_999_999n), 1_699_999_999_999_999);
  assertEquals(manifestTime(-1_500_000n), -1_500);
  assertEquals(manifestTime(-1n), -1);
  const local = (ms: number) => {
    const shifted = new Date(ms - new Date(ms).getTimezoneOffset() * 60_000);
    return shifted.toISOString().slice(0, 19).replace("T", " ");
  };
  assertEquals(cacheTime(1_700_000_000_123_456_789n), `${local(1_700_000_000_000)}.123457`);
  assertEquals(cacheTime(1_700_000_000_000_000_000n), local(1_700_000_000_000));
  assertEquals(cacheTime(1_699_999_999_999_999_999n), local(1_700_000_000_000));
  assertEquals(cacheTime(-1_500_000n), `${local(-1_000)}.998500`);
});

Deno.test("a name of any bytes survives the way through text", () => {
  const bytes = new Uint8Array([0x61, 0xff, 0xc3, 0xa9, 0xc3, 0xed, 0xa0, 0x80]);
  const path = pathOfBytes(bytes);
  assertEquals(path, "a\udcff\u00e9\udcc3\udced\udca0\udc80");
  assertEquals(pathBytes(path), bytes);
  assertEquals(cacheKeyBytes("\udcff"), new Uint8Array([0xed, 0xb3, 0xbf]));
});
