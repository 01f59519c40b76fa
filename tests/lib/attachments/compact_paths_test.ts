import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { CompactPaths } from "../../../lib/attachments/files/compact_paths.ts";

/** Names as file systems have them: any code units, and often those of others. */
const paths = fc.array(
  fc.oneof(
    fc.array(fc.constantFrom("a", "b", "shot", "é", "日本", "\ud83d\ude00", "\udc80", "."), {
      maxLength: 8,
    }).map((parts) => `/${parts.join("/")}`),
    fc.string({ unit: "binary", maxLength: 20 }),
  ),
  { maxLength: 200 },
);

Deno.test("whatever paths there are, they come back as they were, one by one and in any order", () => {
  fc.assert(fc.property(paths, fc.boolean(), (given, isSorted) => {
    if (isSorted) given.sort();
    const list = CompactPaths.of(given);
    assertEquals([...list], given);
    assertEquals(list.length, given.length);
    for (let i = given.length - 1; i >= 0; i -= 7) assertEquals(list.at(i), given[i]);
    assertEquals(list.isAscending, given.every((path, i) => i === 0 || given[i - 1] < path));
  }));
});

Deno.test("paths of many folders, and very long ones, take the room they need", () => {
  const given = Array.from({ length: 40_000 }, (_, i) => `/renders/shot${i % 7}/frame.${i}.exr`);
  given.push(`/${"x".repeat(20_000)}`, `/${"x".repeat(20_000)}/y`, "");
  const list = CompactPaths.of(given);
  assertEquals(list.at(39_999), given[39_999]);
  let at = 0;
  for (const path of list) assert(path === given[at++], `path ${at}`);
});
