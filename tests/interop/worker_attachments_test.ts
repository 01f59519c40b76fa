import { assert, assertEquals } from "@std/assert";
import { delay } from "@std/async";
import { join } from "@std/path";
import * as sdk from "@aws-sdk/client-deadline";
import { downloadJobOutputs } from "@deadline/client/attachments";
import { createSession } from "@deadline/client/session";
import { clientOf } from "../farm/_farm.ts";
import { AGENT_VENV, startAgent, startOwnWorker } from "./_agent.ts";
import { type LocalFarm, localFarm, VENV } from "./_local_farm.ts";

const MIB = 1024 * 1024;

async function deadline(farm: LocalFarm, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await farm.shell(`'${VENV}/bin/deadline' "$@"`, ...args);
  assertEquals(code, 0, `deadline ${args.join(" ")}\n${stdout}\n${stderr}`);
  return stdout;
}

/** A bundle whose first step makes files of its input, and whose second makes files of those. */
async function writeBundle({ home }: LocalFarm, input: Uint8Array): Promise<string> {
  const folder = join(home, "bündle");
  await Deno.mkdir(join(folder, "in"), { recursive: true });
  await Deno.writeFile(join(folder, "in", "large.bin"), input);
  await Deno.writeTextFile(join(folder, "in", "smäll.txt"), "small");
  const run = (script: string) => ({
    actions: { onRun: { command: "bash", args: ["-euc", script] } },
  });
  const template = {
    specificationVersion: "jobtemplate-2023-09",
    name: "Copies",
    parameterDefinitions: [
      { name: "In", type: "PATH", objectType: "DIRECTORY", dataFlow: "IN", default: "in" },
      { name: "Out", type: "PATH", objectType: "DIRECTORY", dataFlow: "OUT", default: "out" },
    ],
    steps: [
      {
        name: "Copy",
        parameterSpace: { taskParameterDefinitions: [{ name: "N", type: "INT", range: "1-2" }] },
        script: run(
          "mkdir -p '{{Param.Out}}/sub'; " +
            "cp '{{Param.In}}/large.bin' '{{Param.Out}}/copy {{Task.Param.N}}.bin'; " +
            "cp '{{Param.In}}/smäll.txt' '{{Param.Out}}/sub/smäll {{Task.Param.N}}.txt'; " +
            "echo x > '{{Param.Out}}/.hidden'",
        ),
      },
      {
        name: "Sum",
        dependencies: [{ dependsOn: "Copy" }],
        script: run("ls '{{Param.Out}}' '{{Param.Out}}/sub' > '{{Param.Out}}/list.txt'"),
      },
    ],
  };
  await Deno.writeTextFile(join(folder, "template.json"), JSON.stringify(template));
  return folder;
}

async function submit(farm: LocalFarm, bundle: string): Promise<string> {
  const said = await deadline(farm, "bundle", "submit", bundle, "--yes");
  const jobId = /job-[0-9a-f]{32}/.exec(said)?.[0];
  assert(jobId, said);
  return jobId;
}

async function succeeded(client: sdk.DeadlineClient, job: sdk.GetJobCommandInput): Promise<void> {
  const end = Date.now() + 60_000;
  while (true) {
    const { taskRunStatus } = await client.send(new sdk.GetJobCommand(job));
    if (taskRunStatus === "SUCCEEDED") return;
    assert(taskRunStatus !== "FAILED" && Date.now() < end, `the job is ${taskRunStatus}`);
    await delay(100);
  }
}

/** The files below a folder, by their paths from it on. */
async function filesBelow(folder: string, inside = ""): Promise<Record<string, Uint8Array>> {
  const files: Record<string, Uint8Array> = {};
  const entries = [...Deno.readDirSync(join(folder, inside))];
  for (const { name, isDirectory } of entries.sort((a, b) => a.name < b.name ? -1 : 1)) {
    const path = join(inside, name);
    if (isDirectory) Object.assign(files, await filesBelow(folder, path));
    else files[path] = await Deno.readFile(join(folder, path));
  }
  return files;
}

/** What a job has left below its output folder, downloaded with both clients. */
async function download(farm: LocalFarm, bundle: string, jobId: string) {
  const { farmId, queueId, dataDir } = farm;
  const out = join(bundle, "out");
  await Deno.remove(out, { recursive: true }).catch(() => {});
  await deadline(farm, "job", "download-output", "--job-id", jobId, "--yes");
  const theirs = await filesBelow(out);
  await Deno.remove(out, { recursive: true });
  const { endpoint, region, ...credentials } = JSON.parse(
    await Deno.readTextFile(join(dataDir, "farm.json")),
  );
  await using session = createSession({ endpoint, region, credentials });
  await downloadJobOutputs({ farmId, queueId, jobId }, { session });
  const ours = await filesBelow(out);
  assertEquals(Object.keys(ours), Object.keys(theirs));
  for (const [name, bytes] of Object.entries(ours)) {
    assertEquals(Buffer.compare(bytes, theirs[name]), 0, name);
  }
  return ours;
}

/** What a job has left in the store, without what differs from run to run. */
async function traces(farm: LocalFarm, client: sdk.DeadlineClient, jobId: string) {
  const { farmId, queueId } = farm;
  const job = { farmId, queueId, jobId };
  const { sessions } = await client.send(new sdk.ListSessionsCommand(job));
  const actions = [];
  for (const { sessionId } of sessions!) {
    const list = new sdk.ListSessionActionsCommand({ ...job, sessionId });
    actions.push(...(await client.send(list)).sessionActions!);
  }
  const plain = (text: string) =>
    text.replace(/\d{4}-\d\d-\d\dT[\d:]+\.\d{6}Z/g, "TIME")
      .replace(/(job|step|task|sessionaction)-[0-9a-f]{32}/g, "$1");
  const kinds = actions.map(({ definition, status, manifests }) => [
    Object.keys(definition!)[0],
    status,
    manifests?.map(({ outputManifestPath = "" }) => plain(outputManifestPath)),
  ]);
  const { stdout, code, stderr } = await farm.shell(
    `'${VENV}/bin/python' -c "$1" "$2" "$3"`,
    "import boto3, json, sys\n" +
      "s3 = boto3.client('s3')\n" +
      "bucket = s3.list_buckets()['Buckets'][0]['Name']\n" +
      "found = []\n" +
      "for item in s3.list_objects_v2(Bucket=bucket, Prefix=sys.argv[1]).get('Contents', []):\n" +
      "    got = s3.get_object(Bucket=bucket, Key=item['Key'])\n" +
      "    manifest = json.loads(got['Body'].read())\n" +
      "    for path in manifest['paths']: path['mtime'] = 0\n" +
      "    found.append([item['Key'], got['Metadata'], manifest])\n" +
      "print(json.dumps(found))",
    `DeadlineCloud/Manifests/${farmId}/${queueId}/${jobId}/`,
  );
  assertEquals(code, 0, stderr);
  // Of the first step alone: the real agent fetches outputs again beside those that are there, under
  // other names, and takes them for outputs of the second.
  const objects = (JSON.parse(stdout) as [string, unknown, { paths: unknown[] }][])
    .map(([key, ...rest]) => [plain(key), ...rest] as const)
    .filter(([, , { paths }]) => paths.length === 2)
    .sort(([a], [b]) => a < b ? -1 : 1);
  assertEquals(objects.length, 2);
  return { kinds, objects };
}

function randomBytes(size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  for (let at = 0; at < size; at += 65_536) {
    crypto.getRandomValues(bytes.subarray(at, Math.min(size, at + 65_536)));
  }
  return bytes;
}

Deno.test({
  name: "the farm's worker and the real agent leave the same of a job that the Python client sent",
  ignore: VENV === undefined || AGENT_VENV === undefined,
  async fn() {
    await using farm = await localFarm(0);
    const client = clientOf(farm);
    const { farmId, queueId } = farm;
    try {
      await deadline(farm, "config", "set", "defaults.farm_id", farmId);
      await deadline(farm, "config", "set", "defaults.queue_id", queueId);
      const input = randomBytes(20 * MIB + 7);
      const bundle = await writeBundle(farm, input);
      const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
      const seen = [];
      for (const start of [() => startAgent(farm), () => startOwnWorker(farm)]) {
        await using _worker = await start();
        const jobId = await submit(farm, bundle);
        await succeeded(client, { farmId, queueId, jobId });
        const files = await download(farm, bundle, jobId);
        assertEquals(Buffer.compare(files["copy 1.bin"], input), 0);
        assertEquals(Buffer.compare(files["copy 2.bin"], input), 0);
        assertEquals(text(files["sub/smäll 2.txt"]), "small");
        const listed = text(files["list.txt"]);
        assert(["copy 1.bin", "copy 2.bin"].every((name) => listed.includes(`${name}\n`)));
        seen.push(await traces(farm, client, jobId));
      }
      assertEquals(seen[1], seen[0]);
    } finally {
      client.destroy();
    }
  },
});

Deno.test({
  name: "a program of a job reaches the store with the role of its queue, and nothing else",
  ignore: VENV === undefined,
  async fn() {
    await using farm = await localFarm(1);
    const client = clientOf(farm);
    const { farmId, queueId } = farm;
    try {
      const script = [
        "import boto3, os",
        "print(boto3.client('sts').get_caller_identity()['Arn'])",
        "bucket, prefix = os.environ['DEADLINE_JA_S3_BUCKET'], os.environ['DEADLINE_JA_ROOT_PREFIX']",
        "boto3.client('s3').put_object(Bucket=bucket, Key=prefix + '/mine', Body=b'x')",
        "print(boto3.client('s3').list_objects_v2(Bucket=bucket)['KeyCount'])",
        "try: boto3.client('deadline').list_farms()",
        "except Exception as error: print(type(error).__name__)",
      ].join("\n");
      const template = {
        specificationVersion: "jobtemplate-2023-09",
        name: "Role",
        steps: [{
          name: "A",
          script: {
            actions: { onRun: { command: `${VENV}/bin/python`, args: ["{{Task.File.Run}}"] } },
            embeddedFiles: [{ name: "Run", type: "TEXT", data: script }],
          },
        }],
      };
      const { jobId } = await client.send(
        new sdk.CreateJobCommand({
          farmId,
          queueId,
          priority: 50,
          templateType: "JSON",
          template: JSON.stringify(template),
          maxRetriesPerTask: 0,
        }),
      );
      await succeeded(client, { farmId, queueId, jobId });
      await deadline(farm, "config", "set", "defaults.farm_id", farmId);
      await deadline(farm, "config", "set", "defaults.queue_id", queueId);
      const log = await deadline(farm, "job", "logs", "--job-id", jobId!);
      const role = `arn:aws:sts::000000000000:assumed-role/LocalQueueRole/${queueId}`;
      for (const line of [role, "1", "AccessDeniedException"]) {
        assert(log.includes(`"message": "${line}"`), `${line} is not in\n${log}`);
      }
    } finally {
      client.destroy();
    }
  },
});
