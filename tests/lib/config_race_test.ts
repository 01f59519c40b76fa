import { assertEquals } from "@std/assert";
import { fileVersion, replaceFile } from "../../lib/config/_replace_file.ts";
import { raceWrites } from "./_config_race.ts";

Deno.test("processes that write settings to one file at once lose none", () => raceWrites(3, 25));

Deno.test("a file that another program has replaced meanwhile is not overwritten", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const path = `${folder}/config`;
    const version = await fileVersion(path);
    await Deno.writeTextFile(path, "theirs");
    assertEquals(await replaceFile(path, "ours", version), false);
    assertEquals(await Deno.readTextFile(path), "theirs");
    assertEquals(await replaceFile(path, "ours", await fileVersion(path)), true);
    assertEquals(await Deno.readTextFile(path), "ours");
    assertEquals([...Deno.readDirSync(folder)].length, 1);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
