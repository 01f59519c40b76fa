import { assertEquals, assertRejects } from "@std/assert";
import { Breaths } from "../../../lib/attachments/_breaths.ts";

Deno.test("a turn is over after some milliseconds, whatever was done, and others have theirs", async () => {
  const breaths = new Breaths();
  let turns = 0;
  const timer = setInterval(() => turns++, 0);
  try {
    for (let breath = 1; breath <= 3; breath++) {
      const start = performance.now();
      while (!breaths.due) if (performance.now() - start > 1000) throw new Error("no turn ends");
      await breaths.take();
      assertEquals(turns >= breath, true, `${turns} turns in ${breath} breaths`);
    }
  } finally {
    clearInterval(timer);
  }
});

Deno.test("work that is stopped neither begins nor goes on", async () => {
  const stop = new AbortController();
  const breaths = new Breaths(stop.signal);
  stop.abort(new Error("stopped"));
  await assertRejects(() => breaths.take(), Error, "stopped");
  await assertRejects(async () => await new Breaths(stop.signal).take(), Error, "stopped");
});
