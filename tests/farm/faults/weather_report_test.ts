import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import {
  type FaultRule,
  reportWeather,
  type Sighting,
  type WeatherReport,
  weatherReportFile,
} from "@/farm/faults/mod.ts";

Deno.test("the report is beside the rules", () => {
  assertEquals(weatherReportFile("/data/weather.json"), "/data/weather.report.json");
  assertEquals(weatherReportFile("/data.d/weather"), "/data.d/weather.report");
});

Deno.test("a report tells the rules in force, what is wrong with new ones, and what bad weather did", async () => {
  const folder = await Deno.makeTempDir();
  const path = join(folder, "weather.report.json");
  const rules: FaultRule[] = [];
  const seen: Sighting[] = [];
  const read = async (wanted: (report: WeatherReport) => boolean) => {
    for (let i = 0; i < 400; i++) {
      const text = await Deno.readTextFile(path).catch(() => undefined);
      if (text && wanted(JSON.parse(text))) return JSON.parse(text) as WeatherReport;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    throw new Error("The report did not come to say so");
  };
  const one = { method: "GET", path: "/", startedAt: 0, forwarded: 0 };
  {
    await using report = reportWeather(path, { rules, seen }, { interval: 5 });
    assertEquals(await read(() => true), { rules: [], seen: [] });
    rules.push({ operation: "*", stall: "before" });
    seen.push({ ...one, id: 1, operation: "ListQueues", fault: rules[0] });
    const stormy = await read((report) => report.seen.length === 1);
    assertEquals(stormy.rules, [{ operation: "*", stall: "before" }]);
    report.problem = "rules[0] must be an object";
    assertEquals((await read((report) => report.problem !== undefined)).seen.length, 1);
    report.problem = undefined;
    rules.pop();
    seen.push({ ...one, id: 2, operation: "ListFarms" });
    const calm = await read((report) => report.rules.length === 0);
    assertEquals(calm.seen.map(({ operation }) => operation), ["ListQueues"]);
  }
  await Deno.remove(folder, { recursive: true });
});
