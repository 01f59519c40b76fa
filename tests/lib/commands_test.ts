import { assert, assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { COMMANDS } from "../../lib/cli/commands.ts";
import { loadCommand } from "../../lib/cli/load_command.ts";

const CLI = new URL("../../lib/cli/", import.meta.url);

Deno.test({
  name: "each command of the help can be loaded, and none lies beside them unnamed",
  // The C library, which downloads use, stays open once it was loaded.
  sanitizeResources: false,
  fn: loadsAll,
});

async function loadsAll() {
  for (const { path } of COMMANDS) {
    assertEquals(typeof await loadCommand(path), "function", path.join(" "));
  }
  const named = COMMANDS.map(({ path }) => `${path.join("_").replaceAll("-", "_")}.ts`);
  const files = [...Deno.readDirSync(new URL("commands/", CLI))].map(({ name }) => name);
  assertEquals(files.toSorted(), named.toSorted());
}

Deno.test("listing farms reads nothing of bundles and attachments", async () => {
  for (const entry of ["main.ts", "commands/farm_list.ts"]) {
    const { stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["info", "--json", fromFileUrl(new URL(entry, CLI))],
    }).output();
    const { modules } = JSON.parse(new TextDecoder().decode(stdout)) as {
      modules: { specifier: string }[];
    };
    const read = modules.map(({ specifier }) => specifier);
    assert(read.some((one) => one.endsWith(`/cli/${entry}`)), `no module of ${entry}`);
    assertEquals(read.filter((one) => /\/lib\/(attachments|bundle)\/|\/openjd\//.test(one)), []);
  }
});
