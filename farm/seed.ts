import type * as sdk from "@aws-sdk/client-deadline";
import { newId } from "./store/ids.ts";
import type { ObjectStore } from "./objects/mod.ts";
import type { Database } from "./store/database.ts";
import { getResource, insertResource, listResources, updateResource } from "./store/resources.ts";

/** The farm, queue and fleet that a new data folder begins with. */
export interface DefaultIds {
  readonly farmId: string;
  readonly queueId: string;
  readonly fleetId: string;
}

/**
 * Finds the farm's default resources, and makes them in a new database: a farm with a queue and a
 * fleet that are associated, so that a job runs at once, and a second farm to switch to.
 */
export function seed(db: Database, createdBy: string, now: number): DefaultIds {
  return db.transaction(() => {
    const [first] = listResources(db, "farm", "", undefined, 1);
    return first === undefined ? plant(db, createdBy, now) : findDefaults(db, first.id);
  });
}

function findDefaults(db: Database, farmId: string): DefaultIds {
  const [queue] = listResources(db, "queue", farmId, undefined, 1);
  const [fleet] = listResources(db, "fleet", farmId, undefined, 1);
  if (queue === undefined || fleet === undefined) {
    throw new Error(
      `Cannot start the farm: "${farmId}" has no queue or no fleet any more. ` +
        "Choose another data folder",
    );
  }
  return { farmId, queueId: queue.id, fleetId: fleet.id };
}

function plant(db: Database, createdBy: string, now: number): DefaultIds {
  const record = { createdAt: now, createdBy };
  const farm = (displayName: string, order: number) => {
    const farmId = newId("farm");
    insertResource(db, "farm", farmId, "", now + order, {
      farmId,
      displayName,
      costScaleFactor: 1,
      ...record,
    });
    return farmId;
  };
  const queue = (farmId: string, displayName: string, order: number) => {
    const queueId = newId("queue");
    insertResource(db, "queue", queueId, farmId, now + order, {
      farmId,
      queueId,
      displayName,
      defaultBudgetAction: "NONE",
      jobRunAsUser: { runAs: "WORKER_AGENT_USER" },
      ...record,
    });
    return queueId;
  };
  const farmId = farm("Local farm", 0);
  const queueId = queue(farmId, "Default queue", 0);
  const fleetId = plantFleet(db, farmId, record, now);
  insertResource(db, "queueFleetAssociation", `${queueId}/${fleetId}`, farmId, now, {
    queueId,
    fleetId,
    status: "ACTIVE",
    ...record,
  });
  const sandbox = farm("Sandbox", 1);
  queue(sandbox, "Experiments", 0);
  queue(sandbox, "Training", 1);
  return { farmId, queueId, fleetId };
}

function plantFleet(db: Database, farmId: string, record: object, now: number): string {
  const fleetId = newId("fleet");
  insertResource(db, "fleet", fleetId, farmId, now, {
    farmId,
    fleetId,
    displayName: "This machine",
    description: "Workers that run as processes beside the farm",
    status: "ACTIVE",
    roleArn: "arn:aws:iam::000000000000:role/LocalFleetRole",
    minWorkerCount: 0,
    maxWorkerCount: 100,
    configuration: {
      customerManaged: {
        mode: "NO_SCALING",
        workerCapabilities: {
          vCpuCount: { min: 1, max: navigator.hardwareConcurrency },
          memoryMiB: { min: 512, max: Math.floor(Deno.systemMemoryInfo().total / 2 ** 20) },
          osFamily: OS_FAMILIES[Deno.build.os] ?? "LINUX",
          cpuArchitectureType: Deno.build.arch === "aarch64" ? "arm64" : "x86_64",
        },
      },
    },
    ...record,
  });
  return fleetId;
}

const OS_FAMILIES: Readonly<Record<string, string>> = { darwin: "MACOS", windows: "WINDOWS" };

const QUEUE_ROLE = "arn:aws:iam::000000000000:role/LocalQueueRole";

/**
 * Makes sure that the default queue has job attachments: a bucket, and a role that reaches it. A
 * queue of an older data folder gets what it lacks.
 *
 * @param bucket The bucket to use; without it the queue keeps the one it has, and gets one of a name
 * that no other farm has if it has none, since the caches of clients outlive a farm.
 */
export function giveBucket(
  db: Database,
  objects: ObjectStore,
  { farmId, queueId }: DefaultIds,
  bucket: string | undefined,
  now: number,
): void {
  const queue = getResource(db, "queue", queueId, farmId);
  const settings = queue.jobAttachmentSettings as sdk.JobAttachmentSettings | undefined;
  const s3BucketName = bucket ?? settings?.s3BucketName ?? `deadline-local-${farmId.slice(5, 21)}`;
  if (bucket !== undefined || settings === undefined) objects.createBucket(s3BucketName, now);
  updateResource(db, "queue", queueId, {
    ...queue,
    roleArn: queue.roleArn ?? QUEUE_ROLE,
    jobAttachmentSettings: { s3BucketName, rootPrefix: settings?.rootPrefix ?? "DeadlineCloud" },
  });
}
