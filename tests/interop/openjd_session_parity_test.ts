import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { decodeJobTemplate } from "@deadline/openjd";
import { Session } from "@deadline/openjd/session";
import { VENV } from "./_local_farm.ts";

/** Prints the variables under test as the lines that are compared. */
const SHOW = 'for name in A B C D; do echo "OUT $name=${!name-unset}"; done';

/** What the environment prints while it is entered, line by line. */
const PRINTED: Record<string, string[]> = {
  "a plain assignment": ["openjd_env: A=1"],
  "an assignment with equals signs and spaces": ["openjd_env: A= x = y "],
  "an empty value": ["openjd_env: A="],
  "a JSON string": ['openjd_env: "A=x\\ty"'],
  "the last of two": ["openjd_env: A=1", "openjd_env: A=2"],
  "setting and taking away": ["openjd_env: A=1", "openjd_unset_env: A"],
  "taking away what the environment defines": ["openjd_unset_env: D"],
  "overriding what the environment defines": ["openjd_env: D=mine"],
  "words before it": ["x openjd_env: A=1"],
  "a redacted value": ["openjd_redacted_env: A=hush", "OUT the value is hush"],
  "no assignment": ["openjd_env: A", "openjd_env: B=2"],
  "no space after the colon": ["openjd_env:A=1"],
  "spaces before it": ["  openjd_env: A=1"],
  "a name that begins with a digit": ["openjd_env: 1A=1"],
  "a name with a space": ["openjd_unset_env: A B"],
  "progress beyond 100": ["openjd_progress: 101", "openjd_env: A=1"],
  "a status and a failure": ["openjd_status: x", "openjd_fail: y", "openjd_env: A=1"],
};

function template(lines: string[]) {
  const print = lines.map((line) => `printf '%s\\n' '${line}'`).join("\n");
  return {
    specificationVersion: "jobtemplate-2023-09",
    extensions: ["REDACTED_ENV_VARS"],
    name: "Parity",
    jobEnvironments: [{
      name: "E",
      variables: { D: "defined" },
      script: {
        // The pause lets the line be seen before the environment has been entered by itself.
        actions: { onEnter: { command: "bash", args: ["-c", `${print}\nsleep 0.2`] } },
      },
    }],
    steps: [{
      name: "S",
      script: { actions: { onRun: { command: "bash", args: ["-c", SHOW] } } },
    }],
  };
}

/** The compared lines of a run by this package; none of the task's if the environment failed. */
async function runOurs(document: ReturnType<typeof template>): Promise<string[]> {
  const { jobEnvironments, steps, extensions } = decodeJobTemplate(document);
  const lines: string[] = [];
  await using session = await Session.open({
    extensions,
    onLine: (line) => void lines.push(line),
  });
  const entered = await session.enterEnvironment("E", jobEnvironments![0]);
  if (entered.status === "SUCCEEDED") await session.runTask(steps[0].script);
  return lines.filter((line) => line.startsWith("OUT"));
}

/** The same of a run by the reference implementation. */
async function runTheirs(document: ReturnType<typeof template>): Promise<string[]> {
  const folder = await Deno.makeTempDir();
  const path = join(folder, "template.json");
  await Deno.writeTextFile(path, JSON.stringify(document));
  const { stdout } = await new Deno.Command(join(VENV!, "bin", "openjd"), {
    args: ["run", path],
    stderr: "null",
  }).output();
  await Deno.remove(folder, { recursive: true });
  return new TextDecoder().decode(stdout).split("\n")
    .map((line) => line.slice(line.indexOf("\t") + 1))
    .filter((line) => line.startsWith("OUT"));
}

for (const [what, lines] of Object.entries(PRINTED)) {
  Deno.test({
    name: `the reference implementation does the same for a line with ${what}`,
    ignore: !VENV,
    async fn() {
      const document = template(lines);
      const [ours, theirs] = await Promise.all([runOurs(document), runTheirs(document)]);
      assertEquals(ours, theirs);
    },
  });
}
