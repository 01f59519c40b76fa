import { assertEquals } from "@std/assert";
import { readConfig } from "@deadline/client/config";

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

/** Lets processes write settings to one file at once; fails if one of the settings is lost. */
export async function raceWrites(processes: number, writes: number): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    const path = `${folder}/config`;
    const script = `${folder}/writer.ts`;
    await Deno.writeTextFile(script, WRITER);
    const config = new URL("../../deno.json", import.meta.url).pathname;
    const runs = Array.from({ length: processes }, (_, who) =>
      new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", "--config", config, script, path, `${who}`, `${writes}`],
        stdin: "null",
      }).output());
    for (const { success, stderr } of await Promise.all(runs)) {
      assertEquals(success, true, new TextDecoder().decode(stderr));
    }
    const read = await readConfig({ path, env: { get: () => undefined } });
    let kept = 0;
    for (let who = 0; who < processes; who++) {
      for (let n = 0; n < writes; n++) {
        const of = read.with({ "defaults.farm_id": `farm-${who}-${n}` });
        kept += Number(of.get("defaults.queue_id") === `queue-${n}`);
      }
    }
    assertEquals(kept, processes * writes);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
