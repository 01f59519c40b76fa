import { DatabaseSync } from "node:sqlite";
import { join } from "@std/path";
import {
  CreateJobCommand,
  SearchJobsCommand,
  type SearchJobsCommandInput,
} from "@aws-sdk/client-deadline";
import { type BenchFarm, benchFarm } from "./_farm.ts";
import { type Measurement, percentile, timings } from "./measurement.ts";

const JOBS = 100_000;
const TASKS = 10_000;

/** The farm at scale: a large job is created, and 100,000 jobs are searched. */
export default async function farm(): Promise<Measurement[]> {
  await using world = await benchFarm();
  const created = await timings(3, () => createJob(world, TASKS));
  await world.pausedFor((dataDir) => multiplyJobs(dataDir));
  return [
    {
      name: `CreateJob with ${TASKS} tasks, slowest of 3`,
      unit: "ms",
      ours: Math.max(...created),
      atMost: 1000,
    },
    ...await searches(world),
  ];
}

async function createJob({ farm, client }: BenchFarm, tasks: number): Promise<void> {
  const template = {
    specificationVersion: "jobtemplate-2023-09",
    name: "sh040_light_v012",
    steps: [{
      name: "Render",
      parameterSpace: {
        taskParameterDefinitions: [{ name: "Frame", type: "INT", range: `1-${tasks}` }],
      },
      script: { actions: { onRun: { command: "echo", args: ["{{Task.Param.Frame}}"] } } },
    }],
  };
  await client.send(
    new CreateJobCommand({
      farmId: farm.farmId,
      queueId: farm.queueId,
      priority: 50,
      template: JSON.stringify(template),
      templateType: "JSON",
    }),
  );
}

/** Makes 100,000 jobs of one, with names, statuses, priorities and times of their own. */
function multiplyJobs(dataDir: string): void {
  const db = new DatabaseSync(join(dataDir, "farm.db"));
  const columns = db.prepare("SELECT name FROM pragma_table_info('job')").all()
    .map((row) => row.name as string);
  const changed: Record<string, string> = {
    id: "printf('job-%032x', n)",
    name: "printf('sh%03d_%s_v%03d', n % 900, " +
      "CASE n % 4 WHEN 0 THEN 'light' WHEN 1 THEN 'fx' WHEN 2 THEN 'comp' ELSE 'lookdev' END, n / 900)",
    priority: "n % 101",
    task_run_status: "CASE n % 10 WHEN 0 THEN 'FAILED' WHEN 1 THEN 'READY' ELSE 'SUCCEEDED' END",
    created_at: "created_at - n * 1000",
    created_by: "CASE n % 3 WHEN 0 THEN 'mara' WHEN 1 THEN 'jo' ELSE 'tunde' END",
    ready: "0",
  };
  db.exec("BEGIN");
  db.exec(`
    WITH RECURSIVE counter(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counter WHERE n < ${JOBS})
    INSERT INTO job (${columns.join(", ")})
    SELECT ${columns.map((name) => changed[name] ?? name).join(", ")}
    FROM counter, (SELECT * FROM job LIMIT 1)`);
  db.exec("COMMIT");
  db.close();
}

type Search = Pick<SearchJobsCommandInput, "filterExpressions" | "sortExpressions" | "itemOffset">;

const newest: Search["sortExpressions"] = [
  { fieldSort: { name: "CREATED_AT", sortOrder: "DESCENDING" } },
];
const byPriority: Search["sortExpressions"] = [
  { fieldSort: { name: "PRIORITY", sortOrder: "DESCENDING" } },
];
const failed = {
  stringFilter: { name: "TASK_RUN_STATUS", operator: "EQUAL", value: "FAILED" },
} as const;
const named = (searchTerm: string) =>
  ({ searchTermFilter: { searchTerm, matchType: "CONTAINS" } }) as const;

const SEARCHES: Record<string, Search> = {
  "the newest": { itemOffset: 0, sortExpressions: newest },
  "the page at 9,900": { itemOffset: 9_900, sortExpressions: newest },
  "failed, newest first": {
    itemOffset: 0,
    filterExpressions: { operator: "AND", filters: [failed] },
    sortExpressions: newest,
  },
  "a name that many have, by priority": {
    itemOffset: 0,
    filterExpressions: { operator: "AND", filters: [named("light")] },
    sortExpressions: byPriority,
  },
  "a name that few have": {
    itemOffset: 0,
    filterExpressions: { operator: "AND", filters: [named("sh040_light_v01")] },
    sortExpressions: newest,
  },
};

async function searches({ farm, client }: BenchFarm): Promise<Measurement[]> {
  const measurements: Measurement[] = [];
  for (const [name, search] of Object.entries(SEARCHES)) {
    const figures = await timings(40, async () => {
      const { totalResults } = await client.send(
        new SearchJobsCommand({ farmId: farm.farmId, queueIds: [farm.queueId], ...search }),
      );
      if (!totalResults) throw new Error(`The search "${name}" found nothing`);
    });
    measurements.push({
      name: `SearchJobs over ${JOBS} jobs, p95: ${name}`,
      unit: "ms",
      ours: percentile(figures, 95),
      atMost: 50,
    });
  }
  return measurements;
}
