import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
  PutLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { assertEquals, assertRejects } from "@std/assert";
import { type TestFarm, testFarm } from "./_farm.ts";

interface TestLogs extends AsyncDisposable {
  readonly client: CloudWatchLogsClient;
  /** A stream of the default queue's group. */
  readonly stream: { readonly logGroupName: string; readonly logStreamName: string };
}

async function testLogs(): Promise<TestLogs> {
  const on: TestFarm = await testFarm();
  const { endpoint, region, credentials, farmId, queueId } = on.farm;
  const client = new CloudWatchLogsClient({ endpoint, region, credentials, maxAttempts: 1 });
  return {
    client,
    stream: { logGroupName: `/aws/deadline/${farmId}/${queueId}`, logStreamName: "session-1" },
    async [Symbol.asyncDispose]() {
      client.destroy();
      await on[Symbol.asyncDispose]();
    },
  };
}

function lines(first: number, last: number): { timestamp: number; message: string }[] {
  return Array.from({ length: last - first + 1 }, (_, index) => ({
    // Two lines in each millisecond: their order must survive.
    timestamp: Math.floor((first + index) / 2),
    message: `line ${first + index}`,
  }));
}

const numbers = (events: { message?: string }[] | undefined) =>
  events!.map(({ message }) => Number(message!.split(" ")[1]));

Deno.test("a log is read from its head in pages until there is nothing new", async () => {
  await using logs = await testLogs();
  const { client, stream } = logs;
  await client.send(new PutLogEventsCommand({ ...stream, logEvents: lines(1, 5) }));
  const read = (nextToken?: string) =>
    client.send(new GetLogEventsCommand({ ...stream, startFromHead: true, limit: 3, nextToken }));
  const first = await read();
  assertEquals(numbers(first.events), [1, 2, 3]);
  const second = await read(first.nextForwardToken);
  assertEquals(numbers(second.events), [4, 5]);
  const end = await read(second.nextForwardToken);
  assertEquals([numbers(end.events), end.nextForwardToken], [[], second.nextForwardToken]);
  await client.send(new PutLogEventsCommand({ ...stream, logEvents: lines(6, 6) }));
  assertEquals(numbers((await read(end.nextForwardToken)).events), [6]);
});

Deno.test("a log is read from its tail and backwards", async () => {
  await using logs = await testLogs();
  const { client, stream } = logs;
  await client.send(new PutLogEventsCommand({ ...stream, logEvents: lines(1, 5) }));
  const tail = await client.send(new GetLogEventsCommand({ ...stream, limit: 2 }));
  assertEquals(numbers(tail.events), [4, 5]);
  const before = await client.send(
    new GetLogEventsCommand({ ...stream, limit: 9, nextToken: tail.nextBackwardToken }),
  );
  assertEquals(numbers(before.events), [1, 2, 3]);
});

Deno.test("a log is narrowed by time and searched by words", async () => {
  await using logs = await testLogs();
  const { client, stream } = logs;
  const { logGroupName } = stream;
  await client.send(new PutLogEventsCommand({ ...stream, logEvents: lines(1, 9) }));
  const within = await client.send(
    new GetLogEventsCommand({ ...stream, startFromHead: true, startTime: 2, endTime: 3 }),
  );
  assertEquals(numbers(within.events), [4, 5]);
  const found = await client.send(
    new FilterLogEventsCommand({ logGroupName, filterPattern: '"line 7"' }),
  );
  assertEquals(found.events!.map((event) => [event.message, event.logStreamName]), [
    ["line 7", "session-1"],
  ]);
  const page = await client.send(new FilterLogEventsCommand({ logGroupName, limit: 4 }));
  const { nextToken } = page;
  const rest = await client.send(new FilterLogEventsCommand({ logGroupName, nextToken }));
  assertEquals([...numbers(page.events), ...numbers(rest.events)], [1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

Deno.test("groups and streams are made once, and a farm's group is there by itself", async () => {
  await using logs = await testLogs();
  const { client, stream } = logs;
  const name = (work: () => Promise<unknown>) => assertRejects(work, Error).then((e) => e.name);
  const group = { logGroupName: "/mine" };
  await client.send(new CreateLogGroupCommand(group));
  const again = () => client.send(new CreateLogGroupCommand(group));
  assertEquals(await name(again), "ResourceAlreadyExistsException");
  await client.send(new CreateLogStreamCommand(stream));
  const { logStreams } = await client.send(new DescribeLogStreamsCommand(stream));
  assertEquals(logStreams!.map((each) => each.logStreamName), ["session-1"]);
  const missing = { ...stream, logStreamName: "none" };
  const read = () => client.send(new GetLogEventsCommand(missing));
  assertEquals(await name(read), "ResourceNotFoundException");
  const elsewhere = { logGroupName: "/other", logStreamName: "a", logEvents: lines(1, 1) };
  const write = () => client.send(new PutLogEventsCommand(elsewhere));
  assertEquals(await name(write), "ResourceNotFoundException");
});
