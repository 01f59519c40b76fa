import {
  CreateFarmCommand,
  CreateLicenseEndpointCommand,
  CreateQueueCommand,
  GetFarmCommand,
  ListFarmsCommand,
  ListQueuesCommand,
  ListTagsForResourceCommand,
  paginateListQueues,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateQueueCommand,
} from "@aws-sdk/client-deadline";
import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { testFarm } from "./_farm.ts";
import { type RawRequest, send } from "./_raw.ts";

const V = "/2023-10-12";
const NO_FARM = `farm-${"0".repeat(32)}`;

interface Case {
  readonly name: string;
  readonly request: RawRequest;
  readonly status: number;
  readonly error: string;
  readonly reason?: string;
  /** The first entry of the answer's `fieldList`. */
  readonly field?: readonly [name: string, message: string];
}

function post(path: string, body: unknown): RawRequest {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return { method: "POST", path: V + path, body: text };
}

const FIELD = { status: 400, error: "ValidationException", reason: "FIELD_VALIDATION_FAILED" };
const PARSE = { status: 400, error: "ValidationException", reason: "CANNOT_PARSE" };

const malformed: Case[] = [
  { name: "a body that is not JSON", request: post("/farms", "{"), ...PARSE },
  { name: "a body that is no object", request: post("/farms", "[]"), ...PARSE },
  {
    name: "a missing member",
    request: post("/farms", {}),
    ...FIELD,
    field: ["displayName", "Member is required"],
  },
  {
    name: "an unknown member",
    request: post("/farms", { displayName: "A", colour: "red" }),
    ...FIELD,
    field: ["colour", "Member is not known"],
  },
  {
    name: "a number where a text belongs",
    request: post("/farms", { displayName: 5 }),
    ...FIELD,
    field: ["displayName", "Value must be a string"],
  },
  {
    name: "a name that is too long",
    request: post("/farms", { displayName: "x".repeat(101) }),
    ...FIELD,
    field: ["displayName", "Length must be at most 100"],
  },
  {
    name: "an id of the wrong form",
    request: { path: `${V}/farms/farm-123` },
    ...FIELD,
    field: ["farmId", 'Value "farm-123" must match ^farm-[0-9a-f]{32}$'],
  },
  {
    name: "a page size that is too large",
    request: { path: `${V}/farms?maxResults=101` },
    ...FIELD,
    field: ["maxResults", "Value must be at most 100"],
  },
  {
    name: "an unknown value of an enumeration, deep inside",
    request: post(`/farms/${NO_FARM}/search/jobs`, {
      itemOffset: 0,
      queueIds: [`queue-${"0".repeat(32)}`],
      filterExpressions: { operator: "XOR", filters: [{ searchTermFilter: { searchTerm: "a" } }] },
    }),
    ...FIELD,
    field: ["filterExpressions.operator", 'Value "XOR" must be one of AND, OR'],
  },
  {
    name: "a union with two members",
    request: post(`/farms/${NO_FARM}/search/jobs`, {
      itemOffset: 0,
      queueIds: [`queue-${"0".repeat(32)}`],
      sortExpressions: [{
        fieldSort: { name: "NAME", sortOrder: "ASCENDING" },
        parameterSort: { name: "A", sortOrder: "ASCENDING" },
      }],
    }),
    ...FIELD,
    field: ["sortExpressions[0]", "Exactly one member must be set"],
  },
  {
    name: "a date and time as a number",
    request: post(`/farms/${NO_FARM}/sessions-statistics-aggregation`, {
      resourceIds: { queueIds: [`queue-${"0".repeat(32)}`] },
      startTime: 5,
      endTime: "2026-01-01T00:00:00Z",
      groupBy: [],
      statistics: [],
    }),
    ...FIELD,
    field: ["startTime", "Value must be a date and time as in RFC 3339"],
  },
];

const rejected: Case[] = [
  {
    name: "a path that names no operation",
    request: { path: `${V}/castles` },
    status: 404,
    error: "UnknownOperationException",
  },
  {
    name: "a method that a path does not have",
    request: { method: "PUT", path: `${V}/farms`, body: "{}" },
    status: 404,
    error: "UnknownOperationException",
  },
  {
    name: "a resource that does not exist",
    request: { path: `${V}/farms/${NO_FARM}` },
    status: 404,
    error: "ResourceNotFoundException",
  },
  {
    name: "an operation that is not built",
    request: post("/license-endpoints", {
      vpcId: "vpc-1",
      subnetIds: ["subnet-1"],
      securityGroupIds: ["sg-1"],
    }),
    status: 501,
    error: "NotImplementedException",
  },
  {
    name: "a body beyond all bounds",
    request: post("/farms", { displayName: "x".repeat(9_000_000) }),
    status: 413,
    error: "RequestEntityTooLargeException",
  },
];

Deno.test("malformed requests", async (test) => await check(test, malformed));
Deno.test("rejected requests", async (test) => await check(test, rejected));

async function check(test: Deno.TestContext, cases: readonly Case[]): Promise<void> {
  await using on = await testFarm();
  for (const { name, request, status, error, reason, field } of cases) {
    await test.step(name, async () => {
      const { json, ...answer } = await send(on.farm, request);
      assertEquals([answer.status, answer.headers.get("x-amzn-errortype")], [status, error]);
      assertEquals(json.reason, reason);
      assert(answer.headers.get("x-amzn-requestid"));
      if (field) assertEquals([json.fieldList[0].name, json.fieldList[0].message], field);
    });
  }
}

Deno.test("an operation that is not built is named in the answer", async () => {
  await using on = await testFarm();
  const error = await assertRejects(
    () =>
      on.client.send(
        new CreateLicenseEndpointCommand({
          vpcId: "vpc-1",
          subnetIds: ["subnet-1"],
          securityGroupIds: ["sg-1"],
        }),
      ),
    Error,
  );
  assertMatch(error.message, /CreateLicenseEndpoint/);
});

Deno.test("a repeat under the same client token gets the first answer", async () => {
  await using on = await testFarm();
  const create = (displayName: string) =>
    on.client.send(new CreateFarmCommand({ displayName, clientToken: "token-1" }));
  const first = await create("Once");
  assertEquals((await create("Once")).farmId, first.farmId);
  const other = await assertRejects(() => create("Twice"), Error);
  assertEquals(other.name, "ValidationException");
  assertEquals((await on.client.send(new ListFarmsCommand({}))).farms!.length, 3);
});

Deno.test("a list comes in pages that end, in the order of creation", async () => {
  await using on = await testFarm();
  const { farmId } = on.farm;
  for (let index = 1; index <= 4; index++) {
    await on.client.send(new CreateQueueCommand({ farmId, displayName: `Queue ${index}` }));
  }
  const names: string[] = [];
  const sizes: number[] = [];
  const pages = paginateListQueues({ client: on.client, pageSize: 2 }, { farmId });
  for await (const { queues } of pages) {
    sizes.push(queues!.length);
    names.push(...queues!.map((queue) => queue.displayName!));
  }
  assertEquals(sizes, [2, 2, 1]);
  assertEquals(names, ["Default queue", "Queue 1", "Queue 2", "Queue 3", "Queue 4"]);
});

Deno.test("the last page carries no token, and a token of another list is refused", async () => {
  await using on = await testFarm();
  const path = `${V}/farms?maxResults=1`;
  const { json } = await send(on.farm, { path });
  const last = await send(on.farm, { path: `${path}&nextToken=${json.nextToken}` });
  assertEquals(Object.keys(last.json), ["farms"]);
  const wrong = `${V}/farms/${on.farm.farmId}/queues?nextToken=${json.nextToken}`;
  assertEquals((await send(on.farm, { path: wrong })).status, 400);
});

Deno.test("times are RFC 3339 text and absent members are left out", async () => {
  await using on = await testFarm();
  const { json } = await send(on.farm, { path: `${V}/farms/${on.farm.farmId}` });
  assertMatch(json.createdAt, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  assertEquals(Object.values(json).includes(null), false);
  assertEquals("updatedAt" in json, false);
});

Deno.test("a label may hold an encoded slash, as ARNs do", async () => {
  await using on = await testFarm();
  const resourceArn = `arn:aws:deadline:us-west-2:000000000000:farm/${on.farm.farmId}`;
  await on.client.send(new TagResourceCommand({ resourceArn, tags: { show: "blue", a: "b" } }));
  await on.client.send(new UntagResourceCommand({ resourceArn, tagKeys: ["a"] }));
  const { tags } = await on.client.send(new ListTagsForResourceCommand({ resourceArn }));
  assertEquals(tags, { show: "blue" });
});

Deno.test("an update changes what it names and records who did it", async () => {
  await using on = await testFarm();
  const update = {
    ...on.queue,
    description: "Night shift",
    requiredFileSystemLocationNamesToAdd: ["A"],
  };
  await on.client.send(new UpdateQueueCommand(update));
  const [queue] = (await on.client.send(new ListQueuesCommand(on.queue))).queues!;
  assertEquals(queue!.displayName, "Default queue");
  assert(queue!.updatedAt instanceof Date && queue!.updatedBy);
});

Deno.test("telemetry is taken unsigned and forgotten", async () => {
  await using on = await testFarm();
  const response = await fetch(`${on.farm.endpoint}${V}/telemetry`, { method: "POST", body: "{}" });
  assertEquals([response.status, await response.text()], [200, "{}"]);
});

Deno.test("only loopback is listened on", async () => {
  await using on = await testFarm();
  assertEquals(new URL(on.farm.endpoint).hostname, "127.0.0.1");
  await on.client.send(new GetFarmCommand({ farmId: on.farm.farmId }));
});
