import {
  CreateStorageProfileCommand,
  GetSessionActionCommand,
  UpdateFleetCommand,
  UpdateJobCommand,
} from "@aws-sdk/client-deadline";
import { assert, assertEquals } from "@std/assert";
import { counts, submit, template, testFarm } from "./_farm.ts";
import { joinWorker } from "./_worker.ts";
import { bash, TestFarm, TestWorker } from "./worker/harness.ts";

Deno.test("the action of a failed task tells its exit code and the program's own reason", async () => {
  await using farm = await TestFarm.start();
  await using _worker = new TestWorker(farm);
  const script = "echo 'openjd_status: Rendering'; echo 'openjd_fail: Texture missing'; exit 9";
  const jobId = await farm.submit({ steps: [bash(script)] }, { maxRetriesPerTask: 0 });
  await farm.waitFor(jobId, "FAILED");
  const [task] = await farm.tasks(jobId);
  const { farmId, queueId } = farm.farm;
  const sessionActionId = task!.latestSessionActionId!;
  const action = await farm.client.send(
    new GetSessionActionCommand({ farmId, queueId, jobId, sessionActionId }),
  );
  assertEquals(
    [action.status, action.processExitCode, action.progressMessage],
    ["FAILED", 9, "Texture missing"],
  );
  assert((await farm.log(jobId)).includes("Process exited with code 9"));
});

Deno.test("nothing of an archived job is given out, and a worker that runs it is told to stop", async () => {
  await using on = await testFarm();
  const jobId = await submit(on, template([{ name: "A", frames: "1-2" }]));
  using worker = await joinWorker(on);
  await worker.beat();
  await worker.begin();
  await on.client.send(
    new UpdateJobCommand({ ...on.queue, jobId, lifecycleStatus: "ARCHIVED" }),
  );
  await worker.beat();
  assertEquals(worker.cancels, ["taskRun 1"]);
  await worker.end("CANCELED");
  assertEquals([worker.actions, await counts(on, jobId)], [[], { CANCELED: 2 }]);
});

Deno.test("paths of a job's storage profile are those of the fleet's profile in its session", async () => {
  await using farm = await TestFarm.start();
  const { farmId, fleetId } = farm.farm;
  const profile = async (displayName: string, path: string, osFamily: "LINUX" | "WINDOWS") => {
    const { storageProfileId } = await farm.client.send(
      new CreateStorageProfileCommand({
        farmId,
        displayName,
        osFamily,
        fileSystemLocations: [{ name: "Projects", path, type: "SHARED" }],
      }),
    );
    return storageProfileId!;
  };
  const artist = await profile("Workstation", "P:\\projects", "WINDOWS");
  const host = await profile("Render host", "/mnt/projects", "LINUX");
  await farm.client.send(
    new UpdateFleetCommand({
      farmId,
      fleetId,
      configuration: {
        customerManaged: {
          mode: "NO_SCALING",
          storageProfileId: host,
          workerCapabilities: {
            vCpuCount: { min: 1 },
            memoryMiB: { min: 1 },
            osFamily: "LINUX",
            cpuArchitectureType: "x86_64",
          },
        },
      },
    }),
  );
  await using _worker = new TestWorker(farm);
  const jobId = await farm.submit({
    parameterDefinitions: [{ name: "Scene", type: "PATH" }],
    steps: [bash("echo 'scene={{Param.Scene}}'")],
  }, { storageProfileId: artist, parameters: { Scene: { path: "P:\\projects\\film\\a.blend" } } });
  await farm.waitFor(jobId, "SUCCEEDED");
  assert((await farm.log(jobId)).includes("scene=/mnt/projects/film/a.blend"));
});
