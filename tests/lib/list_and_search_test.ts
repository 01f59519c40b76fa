import { assertEquals, assertRejects } from "@std/assert";
import { listFarms, listQueues, searchAll, searchJobs } from "@deadline/client";
import { FARM, json, Loopback, QUEUE } from "./_loopback.ts";

/** Answers ListQueues with three pages of two queues. */
function threePages(token: string | null): Response {
  const page = Number(token ?? 0);
  const queues = [1, 2].map((n) => ({
    queueId: `queue-${page}${n}`,
    displayName: `Queue ${page}${n}`,
  }));
  return json(page < 2 ? { queues, nextToken: String(page + 1) } : { queues });
}

Deno.test("a list gives all items, page after page", async () => {
  await using service = new Loopback((request) => threePages(request.query.get("nextToken")));
  const queues = listQueues({ farmId: FARM }, { session: service.session });
  const names: string[] = [];
  for await (const queue of queues) names.push(queue.displayName!);
  assertEquals(names, ["Queue 01", "Queue 02", "Queue 11", "Queue 12", "Queue 21", "Queue 22"]);
  assertEquals((await queues.toArray()).length, 6);
  assertEquals(service.requests.length, 6);
});

Deno.test("the first page of a list is there before the second is asked for", async () => {
  await using service = new Loopback((request) => threePages(request.query.get("nextToken")));
  for await (const page of listQueues({ farmId: FARM }, { session: service.session }).pages()) {
    assertEquals(page.length, 2);
    break;
  }
  assertEquals(service.requests.length, 1);
});

Deno.test("aborting a list between two pages ends it with the signal's reason", async () => {
  await using service = new Loopback((request) => threePages(request.query.get("nextToken")));
  const controller = new AbortController();
  const options = { session: service.session, signal: controller.signal };
  const pages = listQueues({ farmId: FARM }, options).pages();
  await pages.next();
  controller.abort(new Error("left the page"));
  await assertRejects(() => pages.next(), Error, "left the page");
  assertEquals(service.requests.length, 1);
});

Deno.test("an empty list is empty", async () => {
  await using service = new Loopback(() => json({ farms: [] }));
  assertEquals(await listFarms({}, { session: service.session }).toArray(), []);
});

Deno.test("a search sends its filter and order in the grammar of the service", async () => {
  await using service = new Loopback(() => json({ jobs: [], totalResults: 0 }));
  await searchJobs({
    farmId: FARM,
    queueIds: [QUEUE],
    filter: {
      text: "shot",
      fields: { taskRunStatus: ["RUNNING", "READY"], createdBy: "me", name: undefined },
      times: { createdAt: { from: new Date("2026-01-02T00:00:00Z") } },
    },
    sort: [{ field: "createdAt", descending: true }, { parameter: "Frame" }],
    pageSize: 5,
  }, { session: service.session });
  assertEquals(service.requests[0].path, `/2023-10-12/farms/${FARM}/search/jobs`);
  assertEquals(JSON.parse(service.requests[0].body), {
    queueIds: [QUEUE],
    itemOffset: 0,
    pageSize: 5,
    filterExpressions: {
      operator: "AND",
      filters: [
        {
          groupFilter: {
            operator: "AND",
            filters: [
              { searchTermFilter: { searchTerm: "shot", matchType: "CONTAINS" } },
              {
                stringListFilter: {
                  name: "TASK_RUN_STATUS",
                  operator: "ANY_EQUALS",
                  values: ["RUNNING", "READY"],
                },
              },
              { stringFilter: { name: "CREATED_BY", operator: "EQUAL", value: "me" } },
            ],
          },
        },
        {
          groupFilter: {
            operator: "AND",
            filters: [{
              dateTimeFilter: {
                name: "CREATED_AT",
                operator: "GREATER_THAN_EQUAL_TO",
                dateTime: "2026-01-02T00:00:00Z",
              },
            }],
          },
        },
      ],
    },
    sortExpressions: [
      { fieldSort: { name: "CREATED_AT", sortOrder: "DESCENDING" } },
      { parameterSort: { name: "Frame", sortOrder: "ASCENDING" } },
    ],
  });
});

Deno.test("a search without a filter sends none, and all of its pages make one list", async () => {
  await using service = new Loopback((request) => {
    const { itemOffset, filterExpressions } = JSON.parse(request.body);
    assertEquals(filterExpressions, undefined);
    const jobs = [{ jobId: `job-${itemOffset}` }];
    return json({
      jobs,
      totalResults: 3,
      nextItemOffset: itemOffset < 2 ? itemOffset + 1 : undefined,
    });
  });
  const input = { farmId: FARM, queueIds: [QUEUE], filter: {} };
  const jobs = await searchAll(searchJobs, input, { session: service.session }).toArray();
  assertEquals(jobs.map((job) => job.jobId), ["job-0", "job-1", "job-2"]);
});

Deno.test("a search by more conditions than the service takes is refused before it is sent", async () => {
  await using service = new Loopback(() => json({}));
  const fields = Object.fromEntries(Array.from({ length: 10 }, (_, n) => [`field${n}`, "x"]));
  const input = { farmId: FARM, queueIds: [QUEUE], filter: { fields } };
  await assertRejects(
    () => searchJobs(input, { session: service.session }),
    RangeError,
    "at most 9",
  );
  assertEquals(service.requests.length, 0);
});
