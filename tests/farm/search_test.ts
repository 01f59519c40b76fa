import {
  SearchJobsCommand,
  type SearchJobsCommandInput,
  SearchStepsCommand,
  SearchTasksCommand,
  SearchWorkersCommand,
  UpdateJobCommand,
} from "@aws-sdk/client-deadline";
import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { submit, template, type TestFarm, testFarm } from "./_farm.ts";
import { joinWorker } from "./_worker.ts";

type Search = Partial<SearchJobsCommandInput>;
type Filters = NonNullable<Search["filterExpressions"]>["filters"];

// Near enough to now that signatures hold.
const START = Date.now() - 60_000;
const SECOND = 1000;

// Jobs by name: their priority and the shot that is their parameter; created a second apart.
const JOBS: Readonly<Record<string, readonly [priority: number, shot: string, frames: string]>> = {
  "Alpha light": [10, "sh010", "9"],
  "Beta LIGHT": [90, "sh020", "10"],
  "Gamma comp": [50, "sh030", "100"],
  "Delta 100%": [50, "sh040", "20"],
};

async function populated(): Promise<TestFarm> {
  let now = START;
  const on = await testFarm({ clock: { now: () => now } });
  const parameterDefinitions = [
    { name: "Shot", type: "STRING" },
    { name: "Frames", type: "INT" },
  ];
  const text = template([{ name: "Render", frames: "1-2" }], { parameterDefinitions });
  for (const [nameOverride, [priority, shot, frames]] of Object.entries(JOBS)) {
    const parameters = { Shot: { string: shot }, Frames: { int: frames } };
    await submit(on, text, { nameOverride, priority, parameters });
    now += SECOND;
  }
  return on;
}

async function find({ client, farm }: TestFarm, search: Search): Promise<string[]> {
  const { jobs } = await client.send(
    new SearchJobsCommand({
      farmId: farm.farmId,
      queueIds: [farm.queueId],
      itemOffset: 0,
      ...search,
    }),
  );
  return jobs!.map((job) => job.name!.split(" ")[0]!);
}

const and = (...filters: Filters & unknown[]): Search => ({
  filterExpressions: { operator: "AND", filters },
});
const or = (...filters: Filters & unknown[]): Search => ({
  filterExpressions: { operator: "OR", filters },
});
const sorted = (name: string, sortOrder: "ASCENDING" | "DESCENDING"): Search => ({
  sortExpressions: [{ fieldSort: { name, sortOrder } }],
});
const text = (name: string, operator: "EQUAL" | "NOT_EQUAL", value: string) => ({
  stringFilter: { name, operator, value },
});
const second = (n: number) => new Date(START + n * SECOND);

const searches: Readonly<Record<string, readonly [Search, ...string[]]>> = {
  "everything, oldest first": [{}, "Alpha", "Beta", "Gamma", "Delta"],
  "one name": [and(text("NAME", "EQUAL", "Gamma comp")), "Gamma"],
  "all names but one": [and(text("NAME", "NOT_EQUAL", "Gamma comp")), "Alpha", "Beta", "Delta"],
  "a number by its text": [and(text("PRIORITY", "EQUAL", "50")), "Gamma", "Delta"],
  "any of several values": [
    and({
      stringListFilter: { name: "PRIORITY", operator: "ANY_EQUALS", values: ["10", "90"] },
    }),
    "Alpha",
    "Beta",
  ],
  "none of several values": [
    and({
      stringListFilter: { name: "TASK_RUN_STATUS", operator: "ALL_NOT_EQUALS", values: ["READY"] },
    }),
    "Gamma",
  ],
  "a status": [and(text("TASK_RUN_STATUS", "EQUAL", "CANCELED")), "Gamma"],
  "after a time": [
    and({ dateTimeFilter: { name: "CREATED_AT", operator: "GREATER_THAN", dateTime: second(1) } }),
    "Gamma",
    "Delta",
  ],
  "from a time on, before another": [
    and(
      {
        dateTimeFilter: {
          name: "CREATED_AT",
          operator: "GREATER_THAN_EQUAL_TO",
          dateTime: second(1),
        },
      },
      { dateTimeFilter: { name: "CREATED_AT", operator: "LESS_THAN", dateTime: second(2) } },
    ),
    "Beta",
  ],
  "a parameter": [
    and({ parameterFilter: { name: "Shot", operator: "EQUAL", value: "sh020" } }),
    "Beta",
  ],
  "a number parameter compared as a number": [
    and({ parameterFilter: { name: "Frames", operator: "GREATER_THAN", value: "9" } }),
    "Beta",
    "Gamma",
    "Delta",
  ],
  "a term in any case": [
    and({ searchTermFilter: { searchTerm: "light", matchType: "CONTAINS" } }),
    "Alpha",
    "Beta",
  ],
  "a term with a character that SQL would read as a wildcard": [
    and({ searchTermFilter: { searchTerm: "100%", matchType: "CONTAINS" } }),
    "Delta",
  ],
  "words in any order": [and({ searchTermFilter: { searchTerm: "light beta" } }), "Beta"],
  "either of two": [
    or(text("NAME", "EQUAL", "Gamma comp"), text("PRIORITY", "EQUAL", "10")),
    "Alpha",
    "Gamma",
  ],
  "a group inside": [
    and({
      groupFilter: {
        operator: "OR",
        filters: [text("PRIORITY", "EQUAL", "10"), text("PRIORITY", "EQUAL", "90")],
      },
    }, { searchTermFilter: { searchTerm: "beta" } }),
    "Beta",
  ],
  "newest first": [sorted("CREATED_AT", "DESCENDING"), "Delta", "Gamma", "Beta", "Alpha"],
  "by name": [sorted("NAME", "ASCENDING"), "Alpha", "Beta", "Delta", "Gamma"],
  "by priority, ties newest first": [
    sorted("PRIORITY", "DESCENDING"),
    "Beta",
    "Delta",
    "Gamma",
    "Alpha",
  ],
  "by a number parameter": [
    { sortExpressions: [{ parameterSort: { name: "Frames", sortOrder: "ASCENDING" } }] },
    "Alpha",
    "Beta",
    "Delta",
    "Gamma",
  ],
  "by two fields": [
    {
      sortExpressions: [
        { fieldSort: { name: "TASK_RUN_STATUS", sortOrder: "ASCENDING" } },
        { fieldSort: { name: "NAME", sortOrder: "DESCENDING" } },
      ],
    },
    "Gamma",
    "Delta",
    "Beta",
    "Alpha",
  ],
};

Deno.test("jobs are found and sorted as the search says", async (test) => {
  await using on = await populated();
  const { client, farm } = on;
  const { jobs } = await client.send(
    new SearchJobsCommand({
      farmId: farm.farmId,
      queueIds: [farm.queueId],
      itemOffset: 0,
      ...and(text("NAME", "EQUAL", "Gamma comp")),
    }),
  );
  const jobId = jobs![0]!.jobId!;
  await client.send(
    new UpdateJobCommand({ ...on.queue, jobId, targetTaskRunStatus: "CANCELED" }),
  );
  for (const [name, [search, ...expected]] of Object.entries(searches)) {
    await test.step(name, async () => assertEquals(await find(on, search), expected));
  }
  await test.step("the beginning of an id", async () => {
    const searchTerm = jobId.slice(0, 20);
    assertEquals(await find(on, and({ searchTermFilter: { searchTerm } })), ["Gamma"]);
  });
});

Deno.test("a search is paged by offset and counts all that matches", async () => {
  await using on = await populated();
  const page = (itemOffset: number) =>
    on.client.send(
      new SearchJobsCommand({
        farmId: on.farm.farmId,
        queueIds: [on.farm.queueId],
        itemOffset,
        pageSize: 3,
      }),
    );
  const first = await page(0);
  assertEquals([first.jobs!.length, first.totalResults, first.nextItemOffset], [3, 4, 3]);
  const last = await page(3);
  assertEquals([last.jobs!.length, last.totalResults, last.nextItemOffset], [1, 4, undefined]);
  const beyond = await page(4);
  assertEquals([beyond.jobs!.length, beyond.totalResults, beyond.nextItemOffset], [
    0,
    4,
    undefined,
  ]);
});

Deno.test("a search that names no field of the service is refused", async () => {
  await using on = await testFarm();
  const refused: readonly (readonly [Search, RegExp])[] = [
    [and(text("COLOUR", "EQUAL", "red")), /Unknown field "COLOUR"/],
    [sorted("COLOUR", "ASCENDING"), /Unknown field "COLOUR"/],
    [and(text("CREATED_AT", "EQUAL", "today")), /dateTimeFilter/],
    [and(text("PRIORITY", "EQUAL", "high")), /not a number/],
  ];
  for (const [search, message] of refused) {
    const error = await assertRejects(() => find(on, search), Error);
    assertEquals(error.name, "ValidationException");
    assertMatch(error.message, message);
  }
});

Deno.test("steps, tasks and workers are searched alike", async () => {
  await using on = await testFarm();
  const jobId = await submit(on, template([{ name: "Render", frames: "1-3" }, { name: "Join" }]));
  using worker = await joinWorker(on);
  await worker.beat();
  const queues = { farmId: on.farm.farmId, queueIds: [on.farm.queueId], jobId, itemOffset: 0 };
  const { steps } = await on.client.send(
    new SearchStepsCommand({ ...queues, ...and(text("NAME", "EQUAL", "Join")) }),
  );
  assertEquals(steps!.map((step) => [step.name, step.jobId]), [["Join", jobId]]);
  const { tasks, totalResults } = await on.client.send(
    new SearchTasksCommand({ ...queues, ...and(text("RUN_STATUS", "EQUAL", "READY")) }),
  );
  assertEquals(totalResults, 3);
  assert(tasks!.every((task) => task.runStatus === "READY" && task.queueId === on.farm.queueId));
  const { tasks: one } = await on.client.send(
    new SearchTasksCommand({
      ...queues,
      ...and({ parameterFilter: { name: "Frame", operator: "EQUAL", value: "3" } }),
    }),
  );
  assertEquals(one!.map((task) => task.parameters), [{ Frame: { int: "3" } }]);
  const { workers } = await on.client.send(
    new SearchWorkersCommand({
      farmId: on.farm.farmId,
      fleetIds: [on.farm.fleetId],
      itemOffset: 0,
      ...and(text("STATUS", "EQUAL", "RUNNING")),
    }),
  );
  assertEquals(workers!.map((each) => each.workerId), [worker.key.workerId]);
});
