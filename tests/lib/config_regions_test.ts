import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { listFarmsInRegions } from "@deadline/client";
import { exception, FARM, json, Loopback, type SeenRequest } from "./_loopback.ts";

/** The region that a request was signed for. */
function regionOf({ headers }: SeenRequest): string {
  return /\/\d{8}\/([^/]+)\//.exec(headers.get("authorization")!)![1];
}

const REGIONS = Array.from({ length: 12 }, (_, n) => `us-test-${n}`);
const farms = [{ farmId: FARM, displayName: "F" }];

Deno.test("farms come in as their regions answer, and a region that fails is told of", async () => {
  const slow = Promise.withResolvers<void>();
  await using service = new Loopback(async (request) => {
    const region = regionOf(request);
    if (region === "us-test-1") return exception("AccessDeniedException", 403);
    if (region === "us-test-0") await slow.promise;
    return json({ farms });
  });
  const told: string[] = [];
  const { session } = service;
  for await (const { region, farms, error } of listFarmsInRegions(REGIONS, { session })) {
    told.push(region);
    assertEquals(
      [farms.length, error?.code],
      error ? [0, "AccessDeniedException"] : [1, undefined],
    );
    if (told.length === REGIONS.length - 1) slow.resolve();
  }
  assertEquals(told.at(-1), "us-test-0");
  assertEquals(told.toSorted(), REGIONS.toSorted());
});

Deno.test("when every region fails, listing farms fails", async () => {
  await using service = new Loopback(() => exception("AccessDeniedException", 403));
  const { session } = service;
  const error = await assertRejects(
    () => Array.fromAsync(listFarmsInRegions(["us-test-1", "us-test-2"], { session })),
    AggregateError,
  );
  assertEquals(error.errors.length, 2);
  assertMatch(error.message, /any of 2 regions/);
});

Deno.test("ten regions are asked at once, and stopping stops them all", async () => {
  await using service = new Loopback(() => undefined);
  const stop = new AbortController();
  const { session } = service;
  const all = Array.fromAsync(listFarmsInRegions(REGIONS, { session, signal: stop.signal }));
  await service.seen(10);
  stop.abort("enough");
  assertEquals(await all.catch((reason) => reason), "enough");
  await Promise.all(service.requests.map(({ closed }) => closed));
  assertEquals(service.requests.length, 10);
});
