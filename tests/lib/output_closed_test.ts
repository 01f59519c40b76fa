import { assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path";

Deno.test({
  name: "a reader that has seen enough ends the command line without an error",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    const main = fromFileUrl(new URL("../../lib/cli/main.ts", import.meta.url));
    const line = `'${Deno.execPath()}' run -A --quiet --no-check '${main}' config list; ` +
      `echo "ended with $?" >&2`;
    const folder = await Deno.makeTempDir();
    await new Deno.Command("mkfifo", { args: [`${folder}/gate`] }).output();
    // The reader closes before the command starts.
    const { stdout, stderr } = await new Deno.Command("sh", {
      args: ["-c", `{ read ready; ${line}; } < gate | { exec <&-; echo go > gate; }`],
      cwd: folder,
      env: { DEADLINE_CONFIG_FILE_PATH: "/nonexistent/config" },
    }).output();
    await Deno.remove(folder, { recursive: true });
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    assertEquals([text(stdout), text(stderr)], ["", "ended with 141\n"]);
  },
});
