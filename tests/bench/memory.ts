import { fromFileUrl, join } from "@std/path";
import { localFarm } from "../interop/_local_farm.ts";
import type { Measurement } from "./measurement.ts";

const CHILD = fromFileUrl(new URL("./_memory_child.ts", import.meta.url));
/** Files that are looked for in the store. */
const FILES = Number(Deno.env.get("DEADLINE_BENCH_FILES") ?? 1_000_000);
/** Files of the bundle that is submitted whole. */
const SUBMITTED = Number(Deno.env.get("DEADLINE_BENCH_SUBMITTED") ?? 1_000_000);
const LARGE = { files: 4, bytes: 2 * 2 ** 30 };

const TEMPLATE = {
  specificationVersion: "jobtemplate-2023-09",
  name: "Bench",
  parameterDefinitions: [{
    name: "Root",
    type: "PATH",
    objectType: "DIRECTORY",
    dataFlow: "IN",
    default: "root",
  }],
  steps: [{ name: "Step", script: { actions: { onRun: { command: "true" } } } }],
};

/**
 * The most memory that a process of its own needs for many files and many bytes. Reading does not
 * depend on how long a file is, so 8 GiB stand for more.
 */
export default async function memory(): Promise<Measurement[]> {
  if (Deno.build.os !== "linux") return [];
  const line = (name: string, ours: number, atMost?: number): Measurement => ({
    name: `peak memory, ${name}`,
    unit: "MiB",
    ours,
    ...(atMost === undefined ? {} : { atMost }),
  });
  const count = (files: number) => files.toLocaleString("en");
  return [
    line(`${count(FILES)} files that the store has, as they come`, await looked(), 400),
    line("hashing 8 GiB of sparse files", await hashed(), 400),
    line(`submission of a folder of ${count(SUBMITTED)} files`, await submitted(), 400),
  ];
}

async function looked(): Promise<number> {
  const there = () => new Response(null, { headers: { "Content-Length": "0" } });
  await using store = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, there);
  return await peakOf("files", `http://127.0.0.1:${store.addr.port}`, `${FILES}`);
}

async function hashed(): Promise<number> {
  const folder = await Deno.makeTempDir({ prefix: "bench-sparse-" });
  try {
    for (let i = 0; i < LARGE.files; i++) {
      using file = await Deno.create(join(folder, `${i}`));
      await file.truncate(LARGE.bytes);
    }
    return await peakOf("hash", folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** All files are empty, so that what is measured is their list and its manifest. */
async function submitted(): Promise<number> {
  await using farm = await localFarm(0, "bench");
  const bundle = join(farm.home, "bundle");
  for (let i = 0; i < SUBMITTED; i++) {
    const folder = join(bundle, "root", `shot${i % 200}`);
    if (i < 200) await Deno.mkdir(folder, { recursive: true });
    (await Deno.create(join(folder, `frame.${i}.exr`))).close();
  }
  await Deno.writeTextFile(join(bundle, "template.json"), JSON.stringify(TEMPLATE));
  return await peakOf("submit", bundle, join(farm.dataDir, "farm.json"));
}

async function peakOf(...words: string[]): Promise<number> {
  const { code, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", CHILD, ...words],
    stdin: "null",
    stderr: "inherit",
  }).output();
  if (code !== 0) throw new Error(`Memory of "${words[0]}" was not measured`);
  return Number(new TextDecoder().decode(stdout));
}
