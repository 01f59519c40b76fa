import { assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { prepareWeather } from "@/server/weather.ts";
import { serve, testConsole } from "./_console.ts";

Deno.test("the weather is read and changed; what the farm says of it comes along", async () => {
  const folder = await Deno.makeTempDir();
  const weatherFile = join(folder, "weather.json");
  await prepareWeather(weatherFile);
  {
    await using test = await testConsole({ weatherFile });
    await using served = await serve(test.console);
    const calm = await (await served.ask("/api/weather")).json();
    assertEquals(calm.data.inForce, 0);

    const text = `{ "rules": [{ "operation": "*", "stall": "before" }] }`;
    const post = (text: unknown) =>
      served.ask("/api/weather", { method: "POST", body: JSON.stringify({ text }) });
    assertEquals((await (await post(text)).json()).data.text, text);
    assertEquals(await Deno.readTextFile(weatherFile), text);

    const report = {
      rules: [{ operation: "*", stall: "before" }],
      seen: [
        { id: 1, operation: "ListFarms", startedAt: 1000, status: 200, answeredAt: 1004 },
        {
          id: 2,
          operation: "SearchJobs",
          startedAt: 2000,
          fault: { operation: "*", stall: "before" },
          clientLeftAt: 2500,
          upstreamClosedAt: 2502,
        },
      ],
    };
    await Deno.writeTextFile(join(folder, "weather.report.json"), JSON.stringify(report));
    const { data } = await (await served.ask("/api/weather")).json();
    assertEquals(data.inForce, 1);
    assertEquals(data.seen.map(({ id }: { id: number }) => id), [2, 1]);
    assertEquals([data.seen[0].clientLeftMs, data.seen[0].upstreamClosedMs], [500, 502]);

    for (const wrong of ["{", `{"rules": 1}`, "null", 7]) {
      const answer = await post(wrong);
      assertEquals(answer.status, 400);
      assertStringIncludes((await answer.json()).title, "These rules cannot be used");
    }
    assertEquals(await Deno.readTextFile(weatherFile), text);
  }
  await Deno.remove(folder, { recursive: true });
});

Deno.test("where there is no embedded farm there is no weather", async () => {
  await using test = await testConsole({ mode: "aws" });
  await using served = await serve(test.console);
  const answer = await served.ask("/api/weather");
  assertEquals([answer.status, (await answer.json()).code], [404, "NoWeather"]);
});
