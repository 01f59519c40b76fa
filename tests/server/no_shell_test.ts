import { assertEquals } from "@std/assert";
import { fromFileUrl, join, relative } from "@std/path";
import { decodeStepTemplate } from "@deadline/openjd";
import { Session } from "@deadline/openjd/session";

const ROOT = fromFileUrl(new URL("../..", import.meta.url));
const ROOMS = [
  "client",
  "components",
  "farm",
  "islands",
  "lib",
  "openjd",
  "routes",
  "server",
  "words",
];

/** Ways to have a text read as commands. */
const SHELL =
  /["'`](?:[\w/:\\]*[/\\])?(?:ba|z|da|k)?sh(?:\.exe)?["'`]|["'`](?:cmd|powershell|pwsh)(?:\.exe)?["'`]|\bshell\s*:|\bexecSync\b|node:child_process|\bnew Function\b|\beval\(/;

/**
 * What is allowed, word for word: a constant that joins two outputs and sees no word of a job as code,
 * and the person's own `credential_process`, which AWS defines as a line for the shell.
 */
const ALLOWED: Record<string, readonly string[]> = {
  "openjd/session/process_group.ts": [
    'const child = new Deno.Command("/bin/sh", {',
    `args: ["-c", 'exec "$@" 2>&1', "sh", program, ...options.args],`,
  ],
  "lib/session/credential_process.ts": [
    'const child = new Deno.Command(isWindows ? "cmd" : "/bin/sh", {',
  ],
  // Words of our own command line.
  "lib/cli/groups/completion.ts": ['name: "bash",', 'name: "zsh",'],
};

Deno.test("no source starts a shell, or has a text read as commands", async () => {
  const found: string[] = [];
  const seen = new Set<string>();
  for (const room of [...ROOMS, "main.ts", "dev.ts"]) {
    for await (const path of sources(join(ROOT, room))) {
      const name = relative(ROOT, path).replaceAll("\\", "/");
      for (const line of (await Deno.readTextFile(path)).split("\n").map((line) => line.trim())) {
        if (!SHELL.test(line)) continue;
        if (ALLOWED[name]?.includes(line)) seen.add(line);
        else found.push(`${name}: ${line}`);
      }
    }
  }
  assertEquals(found, []);
  // What is gone from the sources must go from the list as well.
  assertEquals(Object.values(ALLOWED).flat().filter((line) => !seen.has(line)), []);
});

Deno.test("whatever a parameter holds, a job's program gets it as it is, and nothing else runs", async () => {
  const folder = await Deno.makeTempDir({ prefix: "no-shell-" });
  const trap = join(folder, "touched");
  const texts = [
    `$(touch ${trap}); rm -rf ${folder}`,
    `\`touch ${trap}\``,
    `; touch ${trap} #`,
    `&& touch ${trap}`,
    `| tee ${trap}`,
    `> ${trap}`,
    `" ; touch ${trap} ; "`,
    `' ; touch ${trap} ; '`,
    "-n --version $HOME ${PATH} %PATH% !history ~ * ? [a-z] {a,b} \\",
  ];
  const { script } = decodeStepTemplate({
    name: "Print",
    script: { actions: { onRun: { command: "printf", args: ["<%s>\\n", "{{Param.Text}}"] } } },
  });
  try {
    for (const value of texts) {
      const lines: string[] = [];
      await using session = await Session.open({
        parameters: { Text: { type: "STRING", value } },
        onLine: (line) => void lines.push(line),
      });
      await session.runTask(script);
      assertEquals(lines.filter((line) => line === `<${value}>`).length, 1, lines.join("\n"));
    }
    assertEquals(await Array.fromAsync(Deno.readDir(folder)), []);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

async function* sources(path: string): AsyncGenerator<string> {
  if (path.endsWith(".ts")) return yield path;
  for await (const { name, isDirectory } of Deno.readDir(path)) {
    if (isDirectory) yield* sources(join(path, name));
    else if (/\.tsx?$/.test(name)) yield join(path, name);
  }
}
