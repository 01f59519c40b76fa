import { join } from "@std/path";
import { projectDirectory } from "../project.ts";

/** What ends up in the pages' files. Server code does not: it is run as it stands. */
const SOURCES = [
  "client",
  "components",
  "deno.json",
  "islands",
  "lib/task",
  "lib/wire",
  "main.ts",
  "openjd/parameters",
  "routes",
  "static",
  "words",
];

/** Milliseconds after which it is worth saying that the pages are being built. */
const SLOW = 1_000;

/**
 * Builds the pages' files if there are none, or if a source is newer.
 *
 * @throws {Error} with the output of the build, if it fails.
 */
export async function ensureBuild(say: (text: string) => void): Promise<void> {
  const project = projectDirectory();
  if (await isBuilt(project)) return;
  // Two consoles that start at once must not write the same files: the second one waits, and looks again.
  using turn = await Deno.open(join(project, "dev.ts"));
  await turn.lock(true);
  if (await isBuilt(project)) return;
  const slow = setTimeout(() => say("Building the pages; this is done once."), SLOW);
  try {
    const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--allow-all", "--quiet", "dev.ts", "build"],
      cwd: project,
      stdin: "null",
    }).output();
    if (success) return;
    const text = new TextDecoder();
    throw new Error(`Cannot build the pages\n${text.decode(stdout)}${text.decode(stderr)}`);
  } finally {
    clearTimeout(slow);
  }
}

async function isBuilt(project: string): Promise<boolean> {
  const built = await changedAt(join(project, "_fresh", "server.js"));
  if (built === 0) return false;
  const sources = await Promise.all(SOURCES.map((name) => newest(join(project, name))));
  return Math.max(...sources) < built;
}

/** When the newest file at or below `path` was changed; 0 if there is none. */
async function newest(path: string): Promise<number> {
  let latest = await changedAt(path);
  try {
    for await (const { name } of Deno.readDir(path)) {
      latest = Math.max(latest, await newest(join(path, name)));
    }
  } catch {
    // A file, or nothing at all.
  }
  return latest;
}

async function changedAt(path: string): Promise<number> {
  try {
    return (await Deno.stat(path)).mtime?.getTime() ?? 0;
  } catch {
    return 0;
  }
}
