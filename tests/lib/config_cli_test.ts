import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { commandLine } from "./_command_line.ts";
import { FARM, json, Loopback, QUEUE, type SeenRequest } from "./_loopback.ts";

const KEYS = { AWS_ACCESS_KEY_ID: "AKIATEST", AWS_SECRET_ACCESS_KEY: "test" };
const IDS = ["--farm-id", FARM, "--queue-id", QUEUE];

/** A folder with a configuration and AWS files, and a way to run command lines in it. */
class Workstation implements AsyncDisposable {
  readonly folder: string = Deno.makeTempDirSync();
  readonly service: Loopback;
  env: Record<string, string>;

  constructor(handler: (request: SeenRequest) => Response | undefined = () => undefined) {
    this.service = new Loopback(handler);
    this.env = {
      HOME: this.folder,
      PATH: Deno.env.get("PATH")!,
      AWS_ENDPOINT_URL: this.service.endpoint,
      AWS_REGION: "us-west-2",
      AWS_CONFIG_FILE: `${this.folder}/aws-config`,
      AWS_SHARED_CREDENTIALS_FILE: `${this.folder}/aws-credentials`,
    };
  }

  run(words: string[], signal?: AbortSignal) {
    return commandLine(words, { env: this.env, cwd: this.folder, isTerminal: true, signal });
  }

  /** Makes a profile of Deadline Cloud monitor, and a monitor that does as `script` says. */
  async withMonitor(script: string): Promise<void> {
    await Deno.writeTextFile(
      this.env.AWS_CONFIG_FILE,
      `[profile studio]\nmonitor_id = m\nuser_id = u\nidentity_store_id = i\n` +
        `credential_process = cat ${this.folder}/keys\n`,
    );
    const monitor = `${this.folder}/monitor`;
    await Deno.writeTextFile(monitor, `#!/bin/sh\ncd '${this.folder}'\n${script}\n`, {
      mode: 0o755,
    });
    await this.run(["config", "set", "deadline-cloud-monitor.path", monitor]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.service[Symbol.asyncDispose]();
    await Deno.remove(this.folder, { recursive: true });
  }
}

Deno.test("config tells where a value comes from, and sets it back", async () => {
  await using at = new Workstation();
  await at.run(["config", "set", "settings.log_level", "INFO"]);
  const list = await at.run(["config", "list", "--output", "json"]);
  const level = () =>
    JSON.parse(list.out).find((row: { name: string }) => row.name === "settings.log_level");
  assertEquals(level(), {
    name: "settings.log_level",
    value: "INFO",
    origin: "file",
    section: "settings",
  });
  assertEquals((await at.run(["config", "clear", "settings.log_level"])).code, 0);
  const got = await at.run(["config", "get", "settings.log_level", "--output", "json"]);
  assertEquals(JSON.parse(got.out).value, "WARNING");
  assertStringIncludes(
    await Deno.readTextFile(`${at.folder}/.deadline/config`),
    "log_level = WARNING",
  );
});

Deno.test("a value in the file that cannot be is told of, and the default shown", async () => {
  await using at = new Workstation();
  await Deno.mkdir(`${at.folder}/.deadline`);
  await Deno.writeTextFile(`${at.folder}/.deadline/config`, "[settings]\nauto_accept = maybe\n");
  const warning = `Warning: the file's value is not used but "false". ` +
    `"settings.auto_accept" is "maybe": it must be true or false\n`;
  const got = await at.run(["config", "get", "settings.auto_accept"]);
  assertEquals([got.out, got.err], ["false\n", warning]);
  // Whatever goes by the settings tells of it, once, however the result is written.
  for (
    const words of [["config", "show", "--output", "json"], ["config", "list"], ["auth", "status"]]
  ) {
    const { err } = await at.run(words);
    assertEquals(err, warning, words.join(" "));
  }
});

Deno.test("a file that is no configuration is named by every command, with the way out, and left alone", async () => {
  await using at = new Workstation();
  await Deno.mkdir(`${at.folder}/.deadline`);
  const text = "[settings]\nlog_level = DEBUG\n[settings]\n";
  await Deno.writeTextFile(`${at.folder}/.deadline/config`, text);
  for (const line of ["config get settings.log_level", "farm list"]) {
    const { code, out, err } = await at.run(line.split(" "));
    assertEquals([code, out], [1, ""]);
    assertMatch(err, /config:3: the section \[settings\] comes twice\nHint: Nothing was changed/);
  }
  const set = await at.run(["config", "set", "settings.log_level", "INFO"]);
  assertEquals(set.code, 1);
  assertEquals(await Deno.readTextFile(`${at.folder}/.deadline/config`), text);
});

for (const [mode, path] of [["USER", "user-roles"], ["READ", "read-roles"]]) {
  Deno.test(`queue export-credentials speaks as a credential_process does: ${mode}`, async () => {
    const credentials = {
      accessKeyId: "AKIAQUEUE",
      secretAccessKey: "queue-secret",
      sessionToken: "queue-token",
      expiration: "2026-01-02T03:04:05Z",
    };
    await using at = new Workstation(() => json({ credentials }));
    Object.assign(at.env, KEYS);
    const { code, out, err } = await at.run([
      "queue",
      "export-credentials",
      ...IDS,
      "--mode",
      mode,
    ]);
    assertEquals([code, err], [0, ""]);
    assertEquals(JSON.parse(out), {
      Version: 1,
      AccessKeyId: "AKIAQUEUE",
      SecretAccessKey: "queue-secret",
      SessionToken: "queue-token",
      Expiration: "2026-01-02T03:04:05.000Z",
    });
    assertStringIncludes(at.service.requests[0].path, path);
  });
}

Deno.test("queue paramdefs shows what the queue's environments define, once each", async () => {
  const template = JSON.stringify({
    specificationVersion: "environment-2023-09",
    parameterDefinitions: [{ name: "Packages", type: "STRING", default: "blender" }],
    environment: { name: "Env", variables: { A: "b" } },
  });
  await using at = new Workstation(({ path }) =>
    path.endsWith("/environments")
      ? json({ environments: [1, 2].map((n) => ({ queueEnvironmentId: `queueenv-${n}` })) })
      : json({ priority: 0, templateType: "JSON", template })
  );
  Object.assign(at.env, KEYS);
  const { out, err } = await at.run(["queue", "paramdefs", ...IDS, "--output", "json"]);
  assertEquals(err, "");
  assertEquals(JSON.parse(out), [{
    name: "Packages",
    type: "STRING",
    default: "blender",
    userInterface: { control: "LINE_EDIT", groupLabel: "Queue Environment: Env" },
  }]);
});

Deno.test("storage profiles are listed for a farm or a queue, and one is shown", async () => {
  const profile = { storageProfileId: "sp-1", displayName: "Linux", osFamily: "LINUX" };
  await using at = new Workstation(({ path }) =>
    path.endsWith("sp-1") ? json(profile) : json({ storageProfiles: [profile] })
  );
  Object.assign(at.env, KEYS);
  const listed = await at.run(["storage-profile", "list", "--farm-id", FARM, "--output", "json"]);
  assertEquals(JSON.parse(listed.out), [profile]);
  await at.run(["storage-profile", "list", ...IDS]);
  assertStringIncludes(at.service.requests[1].path, QUEUE);
  const shown = await at.run(
    ["storage-profile", "get", ...IDS, "--storage-profile-id", "sp-1", "--output", "json"],
  );
  assertEquals(JSON.parse(shown.out), profile);
  assertMatch((await at.run(["storage-profile", "get", ...IDS])).err, /--storage-profile-id/);
});

Deno.test(
  "auth login starts the monitor and is done when AWS can be called",
  async () => {
    await using at = new Workstation(() => json({ farms: [] }));
    const keys = JSON.stringify({ Version: 1, AccessKeyId: "AKIA", SecretAccessKey: "s" });
    await at.withMonitor(`echo "$@" > called; echo '${keys}' > keys.new; mv keys.new keys`);
    const { code, out, err } = await at.run(["auth", "login", "--profile", "studio"]);
    assertEquals([code, out], [0, "Signed in to profile studio.\n"]);
    assertEquals(err, `Started: ${at.folder}/monitor login --profile studio\n`);
    assertEquals(await Deno.readTextFile(`${at.folder}/called`), "login --profile studio\n");
    assertEquals((await at.run(["auth", "logout", "--profile", "studio"])).code, 0);
    assertEquals(await Deno.readTextFile(`${at.folder}/called`), "logout --profile studio\n");
  },
);

Deno.test("auth login that is stopped ends the monitor that it started", async () => {
  await using at = new Workstation();
  await at.withMonitor("echo $$ > pid.new; mv pid.new pid; exec sleep 60");
  const stop = new AbortController();
  const login = at.run(["auth", "login", "--profile", "studio"], stop.signal);
  let pid = 0;
  while (!pid) {
    pid = Number(await Deno.readTextFile(`${at.folder}/pid`).catch(() => 0));
  }
  stop.abort();
  assertEquals((await login).code, 130);
  assert(!await Deno.stat(`/proc/${pid}`).then(() => true, () => false));
});

Deno.test("auth login tells why it cannot, and what to do", async () => {
  await using at = new Workstation();
  await at.withMonitor("echo 'no browser' >&2; exit 3");
  const broken = await at.run(["auth", "login", "--profile", "studio"]);
  assertMatch(broken.err, /ended with 3: no browser\nHint: Run it in a terminal/);
  await at.run(["config", "clear", "deadline-cloud-monitor.path"]);
  const unknown = await at.run(["auth", "login", "--profile", "studio"]);
  assertMatch(unknown.err, /Hint: Run: deadline config set deadline-cloud-monitor.path PATH/);
  Object.assign(at.env, KEYS);
  const none = await at.run(["auth", "login"]);
  assertMatch(none.err, /not one to sign in to/);
  assertEquals(none.code, 1);
});

Deno.test("bash completes groups, commands, settings, options and choices", async () => {
  await using at = new Workstation();
  const script = (await at.run(["completion", "bash"])).out;
  const complete = async (...words: string[]) => {
    const test = `${script}\nCOMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _deadline; ` +
      'echo "${COMPREPLY[@]}"';
    const args = ["--norc", "-c", test, "bash", "deadline", ...words];
    const { stdout } = await new Deno.Command("bash", { args, cwd: at.folder }).output();
    return new TextDecoder().decode(stdout).trim();
  };
  for (const [typed, completed] of COMPLETIONS) {
    assertEquals(await complete(...typed.split(" ")), completed.split(" ").at(-1));
  }
});

/** What is typed after the program's name, and what it becomes. */
const COMPLETIONS = [
  ["qu", "queue"],
  ["queue exp", "queue export-credentials"],
  ["config get settings.au", "config get settings.auto_accept"],
  ["queue get --output j", "queue get --output json"],
  ["job cancel --yes --job", "job cancel --yes --job-id"],
] as const;

/**
 * Completes lines in a terminal of its own, since zsh does so in no other way. The editor of lines
 * itself says when it is ready, so that no key comes too early.
 */
const ZSH = `
zmodload zsh/zpty
zpty z zsh -f -i
zpty -w z "PS1='> '; bindkey -e; fpath=($1 \\$fpath); autoload -U compinit; compinit -u -D; $2"
zpty -w z "zle-line-init() { print -n RE''ADY; }; zle -N zle-line-init"
shift 2
for line; do
  zpty -r z out '*READY*'
  zpty -n -w z "$line"$'\t\x01'"print -r -- 'GOT: "$'\x05'"'"$'\n'
  zpty -r z out $'*\nGOT: *\n*'
  print -r -- "\${\${out##*GOT: }%%$'\r'*}"
done
zpty -d z
`;

Deno.test({
  name: "zsh completes the same, whether the script is sourced or lies among its functions",
  ignore: !isInstalled("zsh"),
  fn: async () => {
    await using at = new Workstation();
    await Deno.writeTextFile(`${at.folder}/_deadline`, (await at.run(["completion", "zsh"])).out);
    const scripts = { sourced: `source ${at.folder}/_deadline`, found: ":" };
    const typed = COMPLETIONS.map(([typed]) => `deadline ${typed}`);
    for (const [how, script] of Object.entries(scripts)) {
      const fpath = how === "found" ? at.folder : "";
      const { stdout } = await new Deno.Command("zsh", {
        args: ["-f", "-c", ZSH, "zsh", fpath, script, ...typed],
        cwd: at.folder,
        signal: AbortSignal.timeout(60_000),
      }).output();
      assertEquals(
        new TextDecoder().decode(stdout).trim().split("\n").map((line) => line.trim()),
        COMPLETIONS.map(([, completed]) => `deadline ${completed}`),
        how,
      );
    }
  },
});

Deno.test({
  name: "fish completes the same",
  ignore: !isInstalled("fish"),
  fn: async () => {
    await using at = new Workstation();
    await Deno.writeTextFile(
      `${at.folder}/deadline.fish`,
      (await at.run(["completion", "fish"])).out,
    );
    for (const [typed, completed] of COMPLETIONS) {
      const script = `source ${at.folder}/deadline.fish; complete -C 'deadline ${typed}'`;
      const { stdout } = await new Deno.Command("fish", { args: ["--no-config", "-c", script] })
        .output();
      const [word] = new TextDecoder().decode(stdout).split(/[\t\n]/);
      assertEquals(word, completed.split(" ").at(-1));
    }
  },
});

function isInstalled(shell: string): boolean {
  try {
    return new Deno.Command(shell, { args: ["--version"] }).outputSync().success;
  } catch {
    return false;
  }
}

Deno.test("what is nearly right is told how it is right", async () => {
  await using station = new Workstation();
  const bare = await station.run(["config", "set", "log_level", "INFO"]);
  assertEquals([bare.code, bare.out], [2, ""]);
  assertStringIncludes(bare.err, "Did you mean 'settings.log_level'?");
  const negative = await station.run(["config", "set", "settings.max_retries_per_task", "-1"]);
  assertEquals(negative.code, 1);
  assertStringIncludes(negative.err, "it must be a whole number from 0 to 2147483647");
  const unknown = await station.run(["farm", "list", "--profile", "nobody"]);
  assertEquals(unknown.code, 1);
  assertStringIncludes(unknown.err, 'Error: Cannot use profile: there is no AWS profile "nobody"');
});

Deno.test("commands that change something say so as JSON, too", async () => {
  await using desk = new Workstation();
  const json = async (...words: string[]) =>
    JSON.parse((await desk.run([...words, "--output", "json"])).out);
  const name = "settings.max_retries_per_task";
  assertEquals(await json("config", "set", name, " 7 "), { name, value: "7" });
  assertEquals(await json("config", "clear", name), { name, value: "5" });
  await desk.withMonitor("exit 0");
  await desk.run(["config", "set", "deadline-cloud-monitor.path", `${desk.folder}/monitor`]);
  const out = await json("auth", "logout", "--profile", "studio");
  assertEquals(out, { profile: "studio", signedOut: true });
});
