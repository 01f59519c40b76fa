import { assertEquals } from "@std/assert";
import { type Config, readConfig } from "@deadline/client/config";

const MODULE = new URL("../../lib/config/set_settings.ts", import.meta.url).href;

/** Sets the queue of many farms, so that each write has a key of its own. */
const WRITER = `
  import { setSetting } from "${MODULE}";
  const [path, who, count] = Deno.args;
  for (let n = 0; n < Number(count); n++) {
    const overrides = { "defaults.farm_id": \`farm-\${who}-\${n}\` };
    await setSetting("defaults.queue_id", \`queue-\${n}\`, { path, overrides });
  }
`;

/** Processes of ours that each write so many settings to one file, in a folder that there is. */
export async function runWriters(
  { folder, processes, writes }: { folder: string; processes: number; writes: number },
): Promise<Deno.CommandOutput[]> {
  const script = `${folder}/writer.ts`;
  await Deno.writeTextFile(script, WRITER);
  const config = new URL("../../deno.json", import.meta.url).pathname;
  return await Promise.all(Array.from({ length: processes }, (_, who) => {
    const args = [script, `${folder}/config`, `${who}`, `${writes}`];
    return new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--config", config, ...args],
      stdin: "null",
    }).output();
  }));
}

/** How many of the settings that a writer wrote are still there. */
export function countKept(read: Config, who: string, writes: number): number {
  return Array.from({ length: writes }, (_, n) => {
    const of = read.with({ "defaults.farm_id": `farm-${who}-${n}` });
    return Number(of.get("defaults.queue_id") === `queue-${n}`);
  }).reduce((sum, one) => sum + one, 0);
}

/** Lets processes write settings to one file at once; fails if one of the settings is lost. */
export async function raceWrites(processes: number, writes: number): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    const path = `${folder}/config`;
    const runs = await runWriters({ folder, processes, writes });
    for (const { success, stderr } of runs) {
      assertEquals(success, true, new TextDecoder().decode(stderr));
    }
    const read = await readConfig({ path, env: { get: () => undefined } });
    let kept = 0;
    for (let who = 0; who < processes; who++) kept += countKept(read, `${who}`, writes);
    assertEquals(kept, processes * writes);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
