import type { CommandBody } from "./command_group.ts";
import type { Command } from "./commands.ts";

/**
 * Loads what a command does: what its module in `commands/`, named after its words, exports as `run`.
 *
 * The name is put together here, not written down where it is used: before it runs a line, Deno reads
 * all that an import may lead to whose name it can tell. For `farm list` those would be 300 modules of
 * jobs, bundles and attachments. Who compiles the command line into one file names the folder with
 * `deno compile --include`.
 */
export async function loadCommand([group, name]: Command["path"]): Promise<CommandBody> {
  const file = `${group}_${name}.ts`.replaceAll("-", "_");
  const { href } = new URL(`commands/${file}`, import.meta.url);
  return (await import(href)).run;
}
