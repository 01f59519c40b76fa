import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  callStore,
  createManifest,
  encodeManifest,
  type ManifestPath,
  xxh128,
} from "@deadline/client/attachments";
import { putManifestText } from "../../../lib/attachments/upload/put_manifest.ts";
import { manifestText } from "../../../lib/attachments/manifest/manifest_text.ts";
import { uploadDesk } from "./_uploads.ts";

const files = fc.array(
  fc.record({
    path: fc.string({ unit: "binary", maxLength: 12 }),
    hash: fc.constantFrom("99aa06d3014798d86001c324468d497f", "a96faf705af16834e6c632b61e964e1f"),
    size: fc.nat(),
    mtime: fc.maxSafeInteger(),
  }),
  { maxLength: 30 },
);

Deno.test("a manifest that is written piece by piece is the text of the whole, in any order of files", async () => {
  await fc.assert(fc.asyncProperty(files, fc.boolean(), async (given, isSorted) => {
    const manifest = createManifest(given);
    const text = await manifestText(isSorted ? manifest.paths : given);
    const whole = encodeManifest(manifest);
    assertEquals([...text.pieces()].join(""), whole);
    assertEquals([text.hash, text.size], [await xxh128(whole), whole.length]);
    assertEquals([...text.pieces()].join(""), whole, "once more");
  }));
});

/** As many files as make a text of some 16 MiB, made as they are gone through. */
const MANY = {
  *[Symbol.iterator](): Generator<ManifestPath> {
    const hash = "99aa06d3014798d86001c324468d497f";
    for (let i = 100_000; i < 130_000; i++) {
      yield { path: `${i}${"é".repeat(70)}`, hash, size: i, mtime: 1_700_000_000_000_000 + i };
    }
  },
};

Deno.test("a large manifest is stored in parts, byte for byte", async () => {
  await using desk = await uploadDesk();
  const text = await manifestText(MANY);
  // One part is lost on its way, and made again.
  desk.proxy.change({ rules: [{ operation: "UploadPart", reset: "before", times: 1 }] });
  await putManifestText(desk.store, "manifest", text);
  assert(desk.asked().UploadPart >= 3, "it is sent in parts");
  const { Body } = await callStore(desk.store, "GetObject", { Key: "manifest" });
  assert(await Body!.transformToString() === encodeManifest(createManifest(MANY)));
  assertEquals(await desk.halfSent(), 0);
});

Deno.test("a large manifest whose sending is stopped leaves nothing in the store", async () => {
  await using desk = await uploadDesk();
  const text = await manifestText(MANY);
  const stop = new AbortController();
  desk.proxy.change({ rules: [{ operation: "UploadPart", stall: "before" }] });
  const sending = putManifestText(desk.store, "manifest", text, { signal: stop.signal });
  await desk.proxy.sighting(({ operation }) => operation === "UploadPart");
  stop.abort("enough");
  assertEquals(await sending.catch((reason) => reason), "enough");
  assertEquals(await desk.halfSent(), 0);
});
