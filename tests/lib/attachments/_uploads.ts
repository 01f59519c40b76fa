import { createSession, type Session } from "@deadline/client";
import {
  type AttachmentStore,
  callStore,
  dataKey,
  hashFiles,
  openQueueStore,
  type UploadFile,
} from "@deadline/client/attachments";
import { type FaultProxy, startFaultProxy } from "../../../farm/faults/mod.ts";
import { join } from "@std/path";
import { type TestFarm, testFarm } from "../../farm/_farm.ts";

/** A farm with a bucket, behind a proxy that makes weather, and a folder with files to send. */
export interface UploadDesk extends AsyncDisposable {
  readonly on: TestFarm;
  readonly proxy: FaultProxy;
  readonly session: Session;
  readonly store: AttachmentStore;
  readonly folder: string;
  /** Writes files, and hashes them. */
  put(files: Record<string, string | Uint8Array | number>): Promise<UploadFile[]>;
  /** The keys of the data in the bucket. */
  keys(): Promise<string[]>;
  /** The bytes of an object. */
  bytes(file: UploadFile): Promise<Uint8Array>;
  /** How many uploads in parts are not complete. */
  halfSent(): Promise<number>;
  /** How often the store was asked for each operation. */
  asked(): Record<string, number>;
}

/** The text of a job template that sends the folder of its parameter `Scene` along. */
export function sceneTemplate(preset?: string): string {
  return JSON.stringify({
    specificationVersion: "jobtemplate-2023-09",
    name: "Render",
    parameterDefinitions: [{
      name: "Scene",
      type: "PATH",
      objectType: "DIRECTORY",
      dataFlow: "IN",
      default: preset,
    }],
    steps: [{ name: "Step", script: { actions: { onRun: { command: "true" } } } }],
  });
}

/** Sets up a desk; calls may take `timeout` milliseconds. */
export async function uploadDesk({ timeout = 10_000 } = {}): Promise<UploadDesk> {
  const on = await testFarm({ bucket: "attachments" });
  const proxy = await startFaultProxy({ target: on.farm.endpoint });
  const { region, credentials, farmId, queueId } = on.farm;
  const session = createSession({ endpoint: proxy.endpoint, region, credentials, timeout });
  const direct = createSession({ endpoint: on.farm.endpoint, region, credentials });
  const folder = await Deno.realPath(await Deno.makeTempDir());
  const store = await openQueueStore({ farmId, queueId }, { session });
  const straight = { ...store, session: direct };
  proxy.forget();
  return {
    on,
    proxy,
    session,
    store,
    folder,
    async put(files) {
      const paths: string[] = [];
      for (const [name, content] of Object.entries(files)) {
        const path = join(folder, name);
        paths.push(path);
        await Deno.mkdir(join(path, ".."), { recursive: true });
        if (typeof content === "string") await Deno.writeTextFile(path, content);
        else await Deno.writeFile(path, typeof content === "number" ? noise(content) : content);
      }
      return await hashFiles(paths, { workers: 1 });
    },
    async keys() {
      const { Contents = [] } = await callStore(straight, "ListObjectsV2", {
        Prefix: `${store.rootPrefix}/Data/`,
      });
      return Contents.map(({ Key }) => Key!);
    },
    async bytes({ hash }) {
      const { Body } = await callStore(straight, "GetObject", { Key: dataKey(store, hash) });
      return await Body!.transformToByteArray();
    },
    async halfSent() {
      return (await callStore(straight, "ListMultipartUploads", {})).Uploads?.length ?? 0;
    },
    asked() {
      const counts: Record<string, number> = {};
      for (const { operation } of proxy.seen) counts[operation] = (counts[operation] ?? 0) + 1;
      return counts;
    },
    async [Symbol.asyncDispose]() {
      await session.close();
      await direct.close();
      await proxy.close();
      await on[Symbol.asyncDispose]();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

/** So many bytes that no two parts of are the same. */
export function noise(size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  const words = new Uint32Array(bytes.buffer, 0, Math.floor(size / 4));
  let state = 0x2545f491 ^ size;
  for (let i = 0; i < words.length; i++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    words[i] = state;
  }
  return bytes;
}
