import { join } from "@std/path";
import { call, type CallOptions } from "@deadline/client";
import { createSession } from "@deadline/client/session";
import { startFarm } from "@deadline/farm";
import { type FaultProxy, startFaultProxy } from "@/farm/faults/mod.ts";

/** A farm, its queues by name, and what each queue allows. */
export interface KnownFarm {
  farmId: string;
  name: string;
  queues: { queueId: string; name: string; storageProfiles: string[] }[];
}

/** Farms behind a proxy of their own, as a profile sees them. */
export interface Farms {
  proxy: FaultProxy;
  farms: KnownFarm[];
}

const FAMILY = ({ darwin: "MACOS", windows: "WINDOWS" } as const)[Deno.build.os as "darwin"] ??
  "LINUX";

/** Lists what the farm has, and gives each of its queues storage profiles that it alone allows. */
export async function furnish(options: CallOptions): Promise<KnownFarm[]> {
  const { farms = [] } = await call("deadline", "ListFarms", {}, options);
  return await Promise.all(farms.map(async ({ farmId, displayName }) => {
    const { queues = [] } = await call("deadline", "ListQueues", { farmId }, options);
    const known: KnownFarm["queues"] = [];
    for (const { queueId, displayName } of queues) {
      const storageProfiles: string[] = [];
      for (const name of ["Disk", "Server"]) {
        const { storageProfileId } = await call("deadline", "CreateStorageProfile", {
          farmId,
          displayName: name,
          osFamily: FAMILY,
          fileSystemLocations: [{ name: "Work", path: "/work", type: "SHARED" }],
        }, options);
        storageProfiles.push(storageProfileId!);
      }
      await call("deadline", "UpdateQueue", {
        farmId,
        queueId,
        allowedStorageProfileIdsToAdd: storageProfiles,
      }, options);
      known.push({ queueId: queueId!, name: displayName!, storageProfiles });
    }
    return { farmId: farmId!, name: displayName!, queues: known };
  }));
}

/**
 * A second farm, that two AWS profiles lead to. They are those of this process: its environment is
 * changed, so nothing else may run in it.
 */
export async function setProfiles(names: readonly string[]): Promise<
  Farms & AsyncDisposable & { settings: string }
> {
  await using stack = new AsyncDisposableStack();
  const folder = await Deno.makeTempDir({ prefix: "profiles-" });
  stack.defer(() => Deno.remove(folder, { recursive: true }));
  const farm = stack.use(await startFarm({ dataDir: join(folder, "farm"), workers: 0 }));
  const proxy = stack.use(await startFaultProxy({ target: farm.endpoint }));
  const { accessKeyId, secretAccessKey } = farm.credentials;
  const settings = join(folder, "deadline-config");
  const env = {
    HOME: folder,
    AWS_CONFIG_FILE: join(folder, "aws-config"),
    AWS_SHARED_CREDENTIALS_FILE: join(folder, "aws-credentials"),
    DEADLINE_CONFIG_FILE_PATH: settings,
  };
  const profile = (name: string) =>
    `[profile ${name}]\nregion = ${farm.region}\nendpoint_url = ${proxy.endpoint}\n` +
    `aws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`;
  await Deno.writeTextFile(env.AWS_CONFIG_FILE, names.map(profile).join(""));
  for (const [name, value] of Object.entries(env)) {
    const before = Deno.env.get(name);
    Deno.env.set(name, value);
    stack.defer(() => before === undefined ? Deno.env.delete(name) : Deno.env.set(name, before));
  }
  await using session = createSession({ profile: names[0] });
  const farms = await furnish({ session });
  const all = stack.move();
  return { settings, proxy, farms, [Symbol.asyncDispose]: () => all.disposeAsync() };
}
