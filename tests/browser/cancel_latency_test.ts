import { assert, assertEquals } from "@std/assert";
import { CANCEL_WAYS, cancelLatency } from "./_cancel_latency.ts";
import { BROWSER_TEST, setStage } from "./_stage.ts";

Deno.test(
  "whichever way a person leaves a slow call, its connection closes soon",
  BROWSER_TEST,
  async (t) => {
    await using stage = await setStage();
    for (const way of CANCEL_WAYS) {
      await t.step(way.name, async () => {
        // The better of two: what else the machine does is not what is tested. The bench has figures.
        const first = await cancelLatency(stage, way);
        const took = first < 500 ? first : await cancelLatency(stage, way);
        assert(took < 500, `the connection was closed after ${took} ms`);
      });
    }
    assertEquals(stage.problems, []);
  },
);
