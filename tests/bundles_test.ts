import { assert, assertEquals } from "@std/assert";
import { dirname, fromFileUrl, join, relative } from "@std/path";

const ROOT = dirname(dirname(fromFileUrl(import.meta.url)));

/** Words that only code of the AWS SDK, or of a server, brings into a bundle. */
const FOREIGN = ["aws-sdk", "@smithy", "X-Amz-Client-Token", "AWS4-HMAC-SHA256", '"node:', "Deno."];

async function* files(folder: string): AsyncGenerator<string> {
  for await (const entry of Deno.readDir(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory) yield* files(path);
    else if (entry.name.endsWith(".js")) yield path;
  }
}

Deno.test("no bundle of an island holds any of the AWS SDK, or code that only a server can run", async () => {
  const outDir = await Deno.makeTempDir({ dir: ROOT, prefix: "_fresh-test-", suffix: ".tmp" });
  try {
    const { success, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", join(ROOT, "tests", "_build_pages.ts"), outDir],
      cwd: ROOT,
      stdin: "null",
    }).output();
    assert(success, new TextDecoder().decode(stderr));
    const bundles = await Array.fromAsync(files(join(outDir, "static")));
    assert(bundles.length > 5, "the build made no bundles");
    const found: string[] = [];
    for (const path of bundles) {
      const text = await Deno.readTextFile(path);
      for (const word of FOREIGN) {
        if (text.includes(word)) found.push(`${relative(outDir, path)}: ${word}`);
      }
    }
    assertEquals(found, []);
  } finally {
    await Deno.remove(outDir, { recursive: true });
  }
});
