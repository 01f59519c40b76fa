import { makeJob } from "../browser/_jobs.ts";
import { pressEverything, visitsOf } from "../browser/_responsiveness.ts";
import { CHROMIUM, setStage } from "../browser/_stage.ts";
import { type Measurement, percentile } from "./measurement.ts";

/** How pages answer in a real browser while the farm holds each call for 30 s. */
export default async function responsive(): Promise<Measurement[]> {
  if (CHROMIUM === undefined) return [];
  await using stage = await setStage({ weather: true });
  const job = await makeJob(stage, { name: "shot", frames: 3 });
  const all = await pressEverything(stage, await visitsOf(job));
  const answers = all.flatMap(({ answers }) => answers);
  const tasks = all.flatMap(({ longest }) => longest);
  const name = `press to picture, ${answers.length} controls of ${all.length} pages, farm held`;
  return [
    ...(["wall", "cpu"] as const).flatMap((by): Measurement[] => {
      const figures = answers.map((one) => one[by]);
      const what = by === "wall" ? name : `${name}, computing time`;
      return [
        { name: `${what}, p50`, unit: "ms", ours: percentile(figures, 50) },
        { name: `${what}, p99`, unit: "ms", ours: percentile(figures, 99), atMost: 100 },
      ];
    }),
    {
      name: "the longest main-thread task, by the clock",
      unit: "ms",
      ours: Math.max(...tasks.map(({ wall }) => wall)),
      atMost: 50,
    },
    {
      name: "the longest main-thread task, computing time",
      unit: "ms",
      ours: Math.max(...tasks.map(({ cpu }) => cpu)),
      atMost: 50,
    },
  ];
}
