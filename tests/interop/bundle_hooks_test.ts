import { assertEquals } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import { localFarm, VENV } from "./_local_farm.ts";

const MAIN = fromFileUrl(new URL("../../lib/cli/main.ts", import.meta.url));

/** Writes down what it is told, and answers. */
const HOOK = `#!/bin/sh
name="$OUT/$1"
cat > "$name.json"
env | grep ^DEADLINE_ | grep -v -e HOOKS -e CONFIG -e CLOUD -e LOCAL | sort > "$name.env"
printf '%s\\n' "$2"
`;

Deno.test({
  name: "hooks are told the same, and what they say is sent alike, by both clients",
  ignore: VENV === undefined,
  async fn() {
    await using farm = await localFarm(0);
    const [bundle, shared] = [join(farm.home, "bundle"), join(farm.home, "shared")];
    for (const folder of [bundle, shared]) {
      await Deno.mkdir(folder);
      await Deno.writeTextFile(join(folder, "hook.sh"), HOOK, { mode: 0o755 });
    }
    const template = {
      specificationVersion: "jobtemplate-2023-09",
      name: "Größe",
      parameterDefinitions: [
        { name: "Who", type: "STRING", default: "world" },
        { name: "Count", type: "INT", default: 1 },
        { name: "Size", type: "FLOAT", default: 0.5 },
        { name: "Script", type: "PATH", default: "hook.sh" },
      ],
      steps: [{ name: "S", script: { actions: { onRun: { command: "true" } } } }],
    };
    await Deno.writeTextFile(join(bundle, "template.json"), JSON.stringify(template));
    await Deno.writeTextFile(
      join(bundle, "parameter_values.json"),
      JSON.stringify({ parameterValues: [{ name: "Count", value: 3 }] }),
    );
    const hooks = (place: string, answer: object) => ({
      version: "1.0",
      preSubmission: [{ command: "hook.sh", args: [`${place}-pre`, JSON.stringify(answer)] }],
      postSubmission: [{ command: "hook.sh", args: [`${place}-post`, ""] }],
    });
    const write = (folder: string, content: object) =>
      Deno.writeTextFile(join(folder, "hooks.json"), JSON.stringify(content));
    await write(shared, hooks("shared", { priority: 60, parameters: { Size: 0.25, Who: "hook" } }));
    await write(bundle, hooks("bundle", { parameters: { Count: 7, Who: "later" } }));

    const clients = {
      theirs: `'${VENV}/bin/deadline' "$@"`,
      ours: `'${Deno.execPath()}' run -A --no-check '${MAIN}' "$@"`,
    };
    const denoDir = Deno.env.get("DENO_DIR") ?? join(Deno.env.get("HOME") ?? "", ".cache/deno");
    const told: Record<string, unknown>[] = [];
    const jobs: string[] = [];
    for (const [client, program] of Object.entries(clients)) {
      const out = join(farm.home, client);
      await Deno.mkdir(out);
      const run = async (...words: string[]) => {
        const script =
          `export OUT='${out}' DENO_DIR='${denoDir}' DEADLINE_HOOKS_DIR='${shared}'\n` +
          program;
        const { code, stdout, stderr } = await farm.shell(script, ...words);
        assertEquals(code, 0, `${client} ${words.join(" ")}\n${stdout}\n${stderr}`);
        return stdout + stderr;
      };
      await run("config", "set", "defaults.farm_id", farm.farmId);
      await run("config", "set", "defaults.queue_id", farm.queueId);
      await run("config", "set", "settings.allow_bundle_hooks", "true");
      await run("config", "set", "settings.allow_environment_hooks", "true");
      const said = await run("bundle", "submit", bundle, "--yes", "-p", "Size=1.25");
      const jobId = /job-[0-9a-f]{32}/.exec(said)![0];
      const lines = said.split("\n").filter((line) => line.startsWith("Running "));
      jobs.push(await run("job", "get", "--job-id", jobId));
      const facts: Record<string, unknown> = { lines };
      for (const name of ["shared-pre", "bundle-pre", "shared-post", "bundle-post"]) {
        const file = (await Deno.readTextFile(join(out, `${name}.json`)))
          .replaceAll(jobId, "the job");
        // What was sent is the same but for the order and members that are not set.
        const { submissionPayload, ...rest } = JSON.parse(file);
        facts[name] = { rest, keys: Object.keys(JSON.parse(file)) };
        facts[`${name} payload`] = name.endsWith("pre") ? submissionPayload : {
          parameters: submissionPayload.parameters,
          priority: submissionPayload.priority,
        };
        const env = await Deno.readTextFile(join(out, `${name}.env`));
        facts[`${name} env`] = env.replaceAll(jobId, "the job");
      }
      told.push(facts);
    }
    assertEquals(told[1], told[0]);
    const parametersOf = (job: string) => /^parameters:[\s\S]*?(?=^\S)/m.exec(job)?.[0];
    assertEquals(parametersOf(jobs[1]), parametersOf(jobs[0]));
  },
});
