import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { Stopped } from "@deadline/client/task";
import { Fence } from "@deadline/client/wire";

const never = new AbortController().signal;

Deno.test("a newer request of the same tab and key aborts the older one", () => {
  const fence = new Fence();
  const older = fence.admit("tab.jobs.list.1", never);
  const newer = fence.admit("tab.jobs.list.2", never);
  assert(older.signal.aborted && !newer.signal.aborted);
  assertEquals((older.signal.reason as Stopped).reason, "superseded");
});

Deno.test("an older request that arrives late is refused, also when the newer one is long done", () => {
  const fence = new Fence();
  fence.admit("tab.jobs.list.7", never).leave();
  const refused = assertThrows(() => fence.admit("tab.jobs.list.6", never), Stopped);
  assertEquals((refused as Stopped).reason, "superseded");
  assertThrows(() => fence.admit("tab.jobs.list.7", never), Stopped);
});

Deno.test("tabs and keys do not disturb each other", () => {
  const fence = new Fence();
  const all = ["a.jobs.9", "b.jobs.1", "a.farms.1"].map((id) => fence.admit(id, never));
  assert(all.every(({ signal }) => !signal.aborted));
});

Deno.test("the caller leaving aborts the request, with the reason navigated", () => {
  const caller = new AbortController();
  const { signal } = new Fence().admit("tab.jobs.1", caller.signal);
  caller.abort();
  assertEquals((signal.reason as Stopped).reason, "navigated");
});

Deno.test("a caller who says why it leaves is believed", () => {
  const fence = new Fence();
  const { signal } = fence.admit("tab.jobs.1", never);
  assert(fence.stop("tab.jobs.1", "superseded"));
  assertEquals((signal.reason as Stopped).reason, "superseded");
});

Deno.test("in whichever order an older request is given up and a newer one comes, it is not the newest", () => {
  for (const leaves of ["before", "after"]) {
    const fence = new Fence();
    const caller = new AbortController();
    fence.admit("tab.jobs.1", caller.signal);
    assert(fence.isNewest("tab.jobs.1"));
    if (leaves === "before") caller.abort();
    fence.admit("tab.jobs.2", never);
    if (leaves === "after") caller.abort();
    assert(!fence.isNewest("tab.jobs.1"), leaves);
    assert(fence.isNewest("tab.jobs.2"), leaves);
  }
});

Deno.test("at the bound the keys idle longest are forgotten, never one in flight", () => {
  const fence = new Fence({ limit: 3 });
  const flying = fence.admit("tab.flying.5", never);
  for (let i = 0; i < 10; i++) fence.admit(`tab.idle${i}.5`, never).leave();
  assert(fence.size <= 3);
  assertThrows(() => fence.admit("tab.flying.4", never), Stopped);
  assertThrows(() => fence.admit("tab.idle9.4", never), Stopped);
  fence.admit("tab.idle0.4", never).leave();
  assert(!flying.signal.aborted);
});

Deno.test("more requests in flight than the bound are all kept until they leave", () => {
  const fence = new Fence({ limit: 2 });
  const flying = Array.from({ length: 5 }, (_, i) => fence.admit(`tab.k${i}.1`, never));
  assertEquals(fence.size, 5);
  for (const one of flying) one.leave();
  assertEquals(fence.size, 2);
});

Deno.test("however requests are reordered, the one with the highest number is never aborted or refused", () => {
  fc.assert(
    fc.property(fc.shuffledSubarray([1, 2, 3, 4, 5, 6, 7, 8], { minLength: 1 }), (order) => {
      const fence = new Fence();
      const admitted = new Map<number, AbortSignal>();
      for (const seq of order) {
        try {
          admitted.set(seq, fence.admit(`tab.k.${seq}`, never).signal);
        } catch (error) {
          assert(error instanceof Stopped);
        }
      }
      const highest = Math.max(...order);
      for (const [seq, signal] of admitted) assertEquals(signal.aborted, seq !== highest);
      assert(admitted.has(highest));
    }),
  );
});
