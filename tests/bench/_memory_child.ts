/**
 * Does one thing with many files or bytes and prints the most memory it had, in MiB:
 * `_memory_child.ts files ENDPOINT COUNT`, `hash FOLDER`, or `submit BUNDLE FARM.JSON`.
 *
 * @module
 */
import { createSession } from "@deadline/client";
import { hashFiles, uploadFiles } from "@deadline/client/attachments";
import { submitBundle } from "@deadline/client/bundle";
import { join } from "@std/path";

const [what, first, second] = Deno.args;
const keys = { accessKeyId: "AKIABENCHBENCHBENCHB", secretAccessKey: "bench" };

switch (what) {
  case "files": {
    await using session = createSession({
      endpoint: first,
      region: "us-west-2",
      credentials: keys,
    });
    const total = { files: Number(second), bytes: 0 };
    const store = { bucket: "bench", rootPrefix: "root", session };
    const { skippedFiles } = await uploadFiles(store, generated(total.files), { total });
    if (skippedFiles !== total.files) throw new Error(`${skippedFiles} files are there`);
    break;
  }
  case "hash": {
    const names = Array.from(Deno.readDirSync(first), ({ name }) => join(first, name));
    await hashFiles(names, {});
    break;
  }
  case "submit": {
    const { endpoint, region, accessKeyId, secretAccessKey, farmId, queueId } = JSON.parse(
      await Deno.readTextFile(second),
    );
    const credentials = { accessKeyId, secretAccessKey };
    await using session = createSession({ endpoint, region, credentials });
    await submitBundle(first, { farmId, queueId }, { session });
    break;
  }
}
const [, peak] = /VmHWM:\s+([0-9]+) kB/.exec(await Deno.readTextFile("/proc/self/status"))!;
console.log(Number(peak) / 1024);

/** Files of which none has the bytes of another. */
function* generated(count: number) {
  for (let i = 0; i < count; i++) {
    const hash = i.toString(16).padStart(32, "0");
    yield { path: `/renders/shot/frame.${i}.exr`, hash, size: 0, mtime: 1_700_000_000_000_000 + i };
  }
}
