import { CreateQueueCommand, GetQueueCommand, ListFarmsCommand } from "@aws-sdk/client-deadline";
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { DatabaseSync } from "node:sqlite";
import { DataFolderInUseError, startFarm } from "@deadline/farm";
import { clientOf, counts, submit, template, testFarm } from "./_farm.ts";
import { joinWorker } from "./_worker.ts";

const MAIN = new URL("../../farm/main.ts", import.meta.url);

interface FarmProcess {
  readonly process: Deno.ChildProcess;
  readonly ready: string;
  readonly facts: Record<string, string>;
}

/** Runs the farm as its users do. */
async function runFarm(dataDir: string, ...flags: string[]): Promise<FarmProcess> {
  const process = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", MAIN.pathname, "--data", dataDir, "--workers", "0", ...flags],
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const reader = process.stdout.pipeThrough(new TextDecoderStream() as TransformStream).getReader();
  const { value } = await reader.read();
  await reader.cancel();
  const facts = JSON.parse(await Deno.readTextFile(join(dataDir, "farm.json")));
  return { process, ready: String(value), facts };
}

async function withFolder(work: (dataDir: string) => Promise<void>): Promise<void> {
  const dataDir = await Deno.makeTempDir({ prefix: "farm-state-" });
  try {
    await work(dataDir);
  } finally {
    await Deno.remove(dataDir, { recursive: true });
  }
}

function processClient({ facts }: FarmProcess) {
  const { endpoint, region, accessKeyId, secretAccessKey } = facts;
  return clientOf({
    endpoint: endpoint!,
    region: region!,
    credentials: { accessKeyId: accessKeyId!, secretAccessKey: secretAccessKey! },
  });
}

Deno.test("killed at any moment, the farm has lost nothing that it answered", async () => {
  await withFolder(async (dataDir) => {
    const first = await runFarm(dataDir);
    const client = processClient(first);
    const { farmId } = first.facts;
    const answered: string[] = [];
    let killed = false;
    // Keeps asking while the farm dies; what was answered is what counts.
    const asking = (async () => {
      for (let index = 0; !killed; index++) {
        const input = { farmId, displayName: `Queue ${index}` };
        const answer = await client.send(new CreateQueueCommand(input)).catch(() => undefined);
        if (answer?.queueId) answered.push(answer.queueId);
        if (answered.length === 20) {
          first.process.kill("SIGKILL");
          killed = true;
        }
      }
    })();
    await asking;
    await first.process.stdin.close();
    await first.process.status;
    client.destroy();
    await using farm = await startFarm({ dataDir });
    const after = clientOf(farm);
    for (const queueId of answered) {
      await after.send(new GetQueueCommand({ farmId, queueId }));
    }
    after.destroy();
    assertEquals(farm.farmId, farmId);
  });
});

Deno.test("the farm prints one line when it is ready and stops when its parent ends", async () => {
  await withFolder(async (dataDir) => {
    const running = await runFarm(dataDir, "--with-parent");
    assertEquals(running.ready, `ready ${running.facts.endpoint}\n`);
    await running.process.stdin.close();
    assertEquals((await running.process.status).code, 0);
  });
});

Deno.test("the farm stops cleanly when it is interrupted", async () => {
  await withFolder(async (dataDir) => {
    const running = await runFarm(dataDir);
    running.process.kill("SIGINT");
    assertEquals((await running.process.status).code, 0);
    await running.process.stdin.close();
  });
});

Deno.test("a second farm on the same folder is refused and told who has it", async () => {
  await using on = await testFarm();
  const { dataDir } = on.farm;
  const error = await assertRejects(() => startFarm({ dataDir }), DataFolderInUseError);
  assertStringIncludes(error.message, String(Deno.pid));
  assertStringIncludes(error.message, dataDir);
  await on.client.send(new ListFarmsCommand({}));
});

Deno.test("what lies in the data folder is readable for its owner only", async () => {
  await using on = await testFarm();
  for await (const { name, isFile } of Deno.readDir(on.farm.dataDir)) {
    if (!isFile) continue;
    const { mode } = await Deno.stat(join(on.farm.dataDir, name));
    assertEquals((mode! & 0o077).toString(8), "0", name);
  }
});

Deno.test("env.sh gives a shell all it needs", async () => {
  await using on = await testFarm();
  const script = '. "$1/env.sh" && env';
  const { stdout } = await new Deno.Command("sh", {
    args: ["-c", script, "sh", on.farm.dataDir],
    clearEnv: true,
    env: { PATH: Deno.env.get("PATH") ?? "", AWS_PROFILE: "other" },
  }).output();
  const lines = new TextDecoder().decode(stdout).split("\n");
  assert(lines.includes(`AWS_ENDPOINT_URL_DEADLINE=${on.farm.endpoint}`));
  assert(lines.includes(`DEADLINE_LOCAL_QUEUE_ID=${on.farm.queueId}`));
  assert(!lines.some((line) => line.startsWith("AWS_PROFILE=")));
});

Deno.test("a worker that runs a task goes on with it after the farm was restarted", async () => {
  await withFolder(async (dataDir) => {
    let worker: Awaited<ReturnType<typeof joinWorker>>;
    let jobId: string;
    let port: number;
    {
      await using on = await testFarm({ dataDir });
      port = Number(new URL(on.farm.endpoint).port);
      jobId = await submit(on, template([{ name: "A", frames: "1-2" }]));
      worker = await joinWorker(on);
      await worker.beat();
      await worker.begin();
    }
    await using on = await testFarm({ dataDir, port });
    assertEquals(await counts(on, jobId), { RUNNING: 1, READY: 1 });
    await worker.end();
    assertEquals(await counts(on, jobId), { SUCCEEDED: 1, ASSIGNED: 1 });
    worker[Symbol.dispose]();
  });
});

Deno.test("the second start finds the same farm, queue, fleet and keys", async () => {
  await withFolder(async (dataDir) => {
    const facts = async () => {
      await using farm = await startFarm({ dataDir });
      const { farmId, queueId, fleetId, credentials } = farm;
      return { farmId, queueId, fleetId, credentials };
    };
    assertEquals(await facts(), await facts());
  });
});

Deno.test("a data folder of an older farm gets what it lacks for job attachments", async () => {
  const dataDir = await Deno.makeTempDir({ prefix: "farm-older-" });
  const queueOf = async () => {
    await using on = await testFarm({ dataDir });
    const queue = await on.client.send(new GetQueueCommand(on.queue));
    return { ...queue.jobAttachmentSettings, roleArn: queue.roleArn, farmId: on.farm.farmId };
  };
  const first = await queueOf();
  assertEquals(first.rootPrefix, "DeadlineCloud");
  assertEquals(first.s3BucketName, `deadline-local-${first.farmId.slice(5, 21)}`);
  {
    const db = new DatabaseSync(join(dataDir, "farm.db"));
    db.exec(
      "UPDATE resource SET document = json_remove(document, '$.roleArn', '$.jobAttachmentSettings')" +
        " WHERE kind = 'queue'; ALTER TABLE worker DROP COLUMN stop_asked; PRAGMA user_version = 1",
    );
    db.close();
  }
  assertEquals(await queueOf(), first);
  {
    await using on = await testFarm({ dataDir, bucket: "named" });
    const { jobAttachmentSettings } = await on.client.send(new GetQueueCommand(on.queue));
    assertEquals(jobAttachmentSettings, { s3BucketName: "named", rootPrefix: "DeadlineCloud" });
  }
  // A start that names no bucket leaves the queue the one that it has.
  assertEquals((await queueOf()).s3BucketName, "named");
  await Deno.remove(dataDir, { recursive: true });
});
