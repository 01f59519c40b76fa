import { GetObjectCommand, S3Client } from "npm:@aws-sdk/client-s3@^3.1107.0";
import {
  CopyJobTemplateCommand,
  CreateMonitorCommand,
  DeleteMonitorCommand,
  GetMonitorCommand,
  GetMonitorSettingsCommand,
  GetQueueCommand,
  GetSessionsStatisticsAggregationCommand,
  GetVolumeCommand,
  ListLicenseEndpointsCommand,
  ListMonitorsCommand,
  ListVolumesCommand,
  StartSessionsStatisticsAggregationCommand,
  type StartSessionsStatisticsAggregationRequest,
  UpdateMonitorCommand,
  UpdateMonitorSettingsCommand,
} from "@aws-sdk/client-deadline";
import { assertEquals, assertRejects } from "@std/assert";
import { aggregateSessions } from "../../farm/jobs/session_statistics.ts";
import { submit, template, testFarm } from "./_farm.ts";
import { joinWorker } from "./_worker.ts";

const HOUR = 3_600_000;

Deno.test("statistics sum up how long the sessions of a queue ran", async () => {
  let now = Date.now();
  await using on = await testFarm({ clock: { now: () => now } });
  using worker = await joinWorker(on);
  const begun = now;
  const jobs: string[] = [];
  for (const seconds of [5, 15]) {
    jobs.push(await submit(on, template([{ name: "A" }])));
    await worker.beat();
    now += seconds * 1000;
    await worker.end();
  }
  const ask = async (more: Partial<StartSessionsStatisticsAggregationRequest>) => {
    const { farmId, queueId } = on.queue;
    const { aggregationId } = await on.client.send(
      new StartSessionsStatisticsAggregationCommand({
        farmId,
        resourceIds: { queueIds: [queueId] },
        startTime: new Date(begun - HOUR),
        endTime: new Date(begun + HOUR),
        groupBy: ["QUEUE_ID"],
        statistics: ["SUM", "MAX"],
        ...more,
      }),
    );
    const got = await on.client.send(
      new GetSessionsStatisticsAggregationCommand({ farmId, aggregationId }),
    );
    assertEquals(got.status, "COMPLETED");
    return got.statistics!.map(({ count, runtimeInSeconds, jobId, queueId }) => ({
      count,
      ...runtimeInSeconds,
      ...jobId && { jobId },
      ...queueId && { queueId },
    }));
  };
  const { queueId } = on.queue;
  assertEquals(await ask({}), [{ count: 2, sum: 20, max: 15, queueId }]);
  const statistics = ["SUM" as const];
  assertEquals(await ask({ groupBy: ["JOB_ID"], statistics }), [
    { count: 1, sum: 5, jobId: jobs[0] },
    { count: 1, sum: 15, jobId: jobs[1] },
  ]);
  const { fleetId } = on.fleet;
  const resourceIds = { fleetIds: [fleetId] };
  const endTime = new Date(begun + 10_000);
  // What ran outside of the time does not count.
  assertEquals(await ask({ resourceIds, endTime, groupBy: [], statistics }), [
    { count: 2, sum: 10 },
  ]);
  await assertRejects(() => ask({ endTime: new Date(begun - 2 * HOUR) }), Error, "before endTime");
});

Deno.test("statistics are cut at the hours, days, weeks and months of a time zone", () => {
  const start = Date.parse("2026-02-27T20:30:00Z");
  const end = Date.parse("2026-03-02T02:00:00Z");
  const session = {
    queueId: "q",
    fleetId: "f",
    jobId: "j",
    jobName: "n",
    userId: "u",
    startedAt: start - HOUR,
    endedAt: end + HOUR,
  };
  const begins = (period: "DAILY" | "WEEKLY" | "MONTHLY", timezone: string) =>
    aggregateSessions([session], {
      start,
      end,
      period,
      timezone,
      groupBy: [],
      statistics: ["SUM"],
    }).map((row) => row.aggregationStartTime!.toISOString().slice(5, 16));
  assertEquals(begins("DAILY", "UTC+3"), [
    "02-27T20:30",
    "02-27T21:00",
    "02-28T21:00",
    "03-01T21:00",
  ]);
  assertEquals(begins("WEEKLY", "UTC"), ["02-27T20:30", "03-01T00:00"]);
  assertEquals(begins("MONTHLY", "UTC-5"), ["02-27T20:30", "03-01T05:00"]);
});

Deno.test("a job's template is copied into a bucket of the farm", async () => {
  await using on = await testFarm();
  const text = template([{ name: "A" }]);
  const jobId = await submit(on, text);
  const { jobAttachmentSettings } = await on.client.send(new GetQueueCommand(on.queue));
  const Bucket = jobAttachmentSettings!.s3BucketName!;
  const copy = (bucketName: string) =>
    on.client.send(
      new CopyJobTemplateCommand({
        ...on.queue,
        jobId,
        targetS3Location: { bucketName, key: "templates/a job.json" },
      }),
    );
  assertEquals((await copy(Bucket)).templateType, "JSON");
  const { endpoint, region, credentials } = on.farm;
  const s3 = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
  const got = await s3.send(new GetObjectCommand({ Bucket, Key: "templates/a job.json" }));
  assertEquals(await got.Body!.transformToString(), text);
  s3.destroy();
  const error = await assertRejects(() => copy("no-such-bucket"), Error, "no-such-bucket");
  assertEquals(error.name, "ValidationException");
});

Deno.test("monitors are made, listed, changed and removed", async () => {
  await using on = await testFarm();
  const monitor = {
    displayName: "Studio",
    identityCenterInstanceArn: "arn:aws:sso:::instance/ssoins-0123456789abcdef",
    subdomain: "studio",
    roleArn: "arn:aws:iam::000000000000:role/Monitor",
  };
  const { monitorId } = await on.client.send(new CreateMonitorCommand(monitor));
  const taken = await assertRejects(() => on.client.send(new CreateMonitorCommand(monitor)), Error);
  assertEquals(taken.name, "ConflictException");
  await on.client.send(new UpdateMonitorCommand({ monitorId, displayName: "Other" }));
  const { displayName, url } = await on.client.send(new GetMonitorCommand({ monitorId }));
  assertEquals([displayName, url?.startsWith("https://studio.")], ["Other", true]);
  const changes: Record<string, string>[] = [{ a: "1", b: "2" }, { b: "3" }];
  for (const settings of changes) {
    await on.client.send(new UpdateMonitorSettingsCommand({ monitorId, settings }));
  }
  const { settings } = await on.client.send(new GetMonitorSettingsCommand({ monitorId }));
  assertEquals(settings, { a: "1", b: "3" });
  await on.client.send(new DeleteMonitorCommand({ monitorId }));
  assertEquals((await on.client.send(new ListMonitorsCommand({}))).monitors, []);
});

Deno.test("there are no volumes and no license endpoints", async () => {
  await using on = await testFarm();
  assertEquals((await on.client.send(new ListVolumesCommand(on.fleet))).volumes, []);
  const { licenseEndpoints } = await on.client.send(new ListLicenseEndpointsCommand({}));
  assertEquals(licenseEndpoints, []);
  const volumeId = `volume-${"0".repeat(32)}`;
  const get = new GetVolumeCommand({ ...on.fleet, volumeId });
  const error = await assertRejects(() => on.client.send(get), Error);
  assertEquals(error.name, "ResourceNotFoundException");
});
