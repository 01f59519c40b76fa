import { assert, assertEquals } from "@std/assert";
import { readConfig } from "@deadline/client/config";
import { countKept, runWriters } from "../lib/_config_race.ts";
import { VENV } from "./_local_farm.ts";

const [OURS, WRITES] = [7, 200];

/** The Python client in its own way: it reads, changes and replaces the file, and asks nobody. */
const PYTHON = `
import sys
from deadline.client.config import config_file
who, count = sys.argv[1], int(sys.argv[2])
for n in range(count):
    config = config_file.read_config()
    section = f"profile-(default) farm-{who}-{n} defaults"
    if not config.has_section(section):
        config.add_section(section)
    config.set(section, "queue_id", f"queue-{n}")
    config_file.write_config(config)
print("done")
`;

Deno.test({
  name:
    "7 of our processes and one Python client, 200 writes each: the file is whole at any time, and ours never lose to one another",
  ignore: VENV === undefined,
  async fn() {
    const folder = await Deno.makeTempDir();
    try {
      const path = `${folder}/config`;
      let isOver = false;
      const python = new Deno.Command(`${VENV}/bin/python`, {
        args: ["-c", PYTHON, "python", `${WRITES}`],
        env: { DEADLINE_CONFIG_FILE_PATH: path },
        stdin: "null",
      }).output();
      const all = Promise.all([
        runWriters({ folder, processes: OURS, writes: WRITES }),
        python,
      ]).finally(() => isOver = true);
      let looks = 0;
      while (!isOver) {
        // Throws if the file is ever one that cannot be read.
        await readConfig({ path, env: { get: () => undefined } });
        looks++;
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      for (const { success, stderr } of (await all).flat()) {
        assertEquals(success, true, new TextDecoder().decode(stderr));
      }
      const read = await readConfig({ path, env: { get: () => undefined } });
      const kept = (who: string) => countKept(read, who, WRITES);
      const ours = Array.from({ length: OURS }, (_, who) => kept(`${who}`))
        .reduce((sum, count) => sum + count, 0);
      const theirs = kept("python");
      console.log(`kept ${ours} of ${OURS * WRITES} of ours, ${theirs} of ${WRITES} of Python's`);
      // Python overwrites what it has not read. What it loses of ours at a write is at most what ours
      // wrote during it; what ours lose of Python's is what falls into the moment of a rename.
      assert(looks > 10);
      assert(ours + theirs > (OURS + 1) * WRITES * 0.5, `${ours} and ${theirs} were kept`);
      assert(theirs > WRITES * 0.5, `only ${theirs} of Python's were kept`);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});
