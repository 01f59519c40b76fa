import { assertEquals, assertStringIncludes } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import { startFarm } from "@deadline/farm";

const MAIN = fromFileUrl(new URL("../../farm/main.ts", import.meta.url));

/** Runs the farm's program to its end; gives its exit code and what it said. */
async function run(...args: string[]): Promise<{ code: number; said: string[] }> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", MAIN, "--workers", "0", ...args],
    stdin: "null",
  }).output();
  const text = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
  return { code, said: text.trimEnd().split("\n") };
}

async function withFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "farm-" });
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Asserts that a run ended with exit code 1 and one line that has all of these parts. */
function refused({ code, said }: Awaited<ReturnType<typeof run>>, ...parts: string[]): void {
  assertEquals([code, said.length], [1, 1], said.join("\n"));
  for (const part of parts) assertStringIncludes(said[0]!, part);
}

Deno.test("a second farm on a data folder, or on a port, is refused and told the way out", () =>
  withFolder(async (folder) => {
    await using farm = await startFarm({ dataDir: folder });
    refused(await run("--data", folder), folder, String(Deno.pid), "--data");
    const { port } = new URL(farm.endpoint);
    refused(await run("--data", join(folder, "other"), "--port", port), port, "--port");
  }));

Deno.test("a data folder that is a file is refused", () =>
  withFolder(async (folder) => {
    const file = join(folder, "file");
    await Deno.writeTextFile(file, "mine");
    refused(await run("--data", file), file, "--data");
    refused(await run("--data", join(file, "below")), file, "--data");
    assertEquals(await Deno.readTextFile(file), "mine");
  }));

Deno.test("damaged files of a data folder are refused by name, and left as they are", () =>
  withFolder(async (folder) => {
    for (const name of ["farm.db", "logs.db", "keys.json"]) {
      const dataDir = join(folder, `with-${name}`);
      await Deno.mkdir(dataDir);
      const text = "no longer what it was\n".repeat(300);
      await Deno.writeTextFile(join(dataDir, name), text);
      refused(await run("--data", dataDir), join(dataDir, name), "Move it away");
      assertEquals(await Deno.readTextFile(join(dataDir, name)), text);
    }
  }));

Deno.test("arguments that cannot be used are named", async () => {
  refused(await run("--port", "70000"), "--port", "70000");
  refused(await run("--wrokers", "3"), "--wrokers", "--help");
  refused(await run("--faults", "/nowhere/faults.json"), "/nowhere/faults.json");
});
