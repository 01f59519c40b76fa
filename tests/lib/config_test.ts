import { assertEquals, assertMatch, assertRejects, assertThrows } from "@std/assert";
import {
  ConfigFileError,
  configPath,
  IniDocument,
  readConfig,
  setSetting,
  setSettings,
} from "@deadline/client/config";

const NO_ENVIRONMENT = { get: () => undefined };

/** Runs `body` with the path of a configuration file that holds `text`, if any is given. */
async function withConfig(text: string | undefined, body: (path: string) => Promise<void>) {
  const folder = await Deno.makeTempDir();
  try {
    const path = `${folder}/config`;
    if (text !== undefined) await Deno.writeTextFile(path, text);
    await body(path);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** What Python's configparser makes of a file when it reads and writes it. */
const REWRITES: [name: string, before: string, after: string][] = [
  ["blank lines are dropped", "\n[s]\n\nk = v\n\n\n", "[s]\nk = v\n\n"],
  ["keys are lower-cased, sections are not", "[ S ]\nFoo Bar: v\n", "[ S ]\nfoo bar = v\n\n"],
  ["an empty value keeps its place", "[s]\nk =\n", "[s]\nk = \n\n"],
  ["there are no inline comments", "[s]\nk = v ; x # y\n", "[s]\nk = v ; x # y\n\n"],
  [
    "indented lines go on",
    "[s]\nk = a\n  b\n\n  c\nl = d\n",
    "[s]\nk = a\n\tb\n\t\n\tc\nl = d\n\n",
  ],
  ["line ends become LF", "[s]\r\nk = v\r\n", "[s]\nk = v\n\n"],
  ["DEFAULT comes first", "[s]\nk = v\n[DEFAULT]\nd = e\n", "[DEFAULT]\nd = e\n\n[s]\nk = v\n\n"],
  ["a header may hold brackets", "[a]b] c\nk = v\n", "[a]b]\nk = v\n\n"],
  ["a bad % survives", "[s]\nk = 100%\n", "[s]\nk = 100%\n\n"],
  ["an empty file stays empty", "", ""],
];

for (const [name, before, after] of REWRITES) {
  Deno.test(`a configuration is rewritten as Python does: ${name}`, () => {
    assertEquals(IniDocument.parse(before).toString(), after);
  });
}

Deno.test("comments stay before what they stood before, where Python overlooks them", () => {
  const document = IniDocument.parse("# a\n\n[s]\nk = v\n ; b\n\tw\n# c\nl = x\n[t]\n# d\n");
  document.set("s", "new", "y");
  assertEquals(
    document.toString(),
    "# a\n[s]\nk = v\n\tw\n; b\n# c\nl = x\nnew = y\n\n[t]\n\n# d\n",
  );
  assertEquals(IniDocument.parse(document.toString()).toString(), document.toString());
});

const REFUSED: [text: string, message: RegExp][] = [
  ["[s]\nk = v\n[s]\n", /config:3: the section \[s\] comes twice/],
  ["[s]\nk = v\nK = w\n", /config:3: the key "k" comes twice in \[s\]/],
  ["k = v\n", /config:1: there is text before the first \[section\]/],
  ["[s]\nnonsense\n", /config:2: "nonsense" is not of the form key = value/],
  ["[s]\n= v\n", /config:2: the name of a key is missing/],
  ["\ufeff[s]\n", /config:1: it begins with a byte order mark/],
];

for (const [text, message] of REFUSED) {
  Deno.test(`a broken configuration is named with its line and left alone: ${message.source}`, () =>
    withConfig(text, async (path) => {
      const error = await assertRejects(
        () => setSetting("defaults.farm_id", "farm-1", { path, env: NO_ENVIRONMENT }),
        ConfigFileError,
      );
      assertMatch(error.message, message);
      assertEquals(await Deno.readTextFile(path), text);
    }));
}

Deno.test("values may name other values, and a percent sign is written so that it comes back", () => {
  const document = IniDocument.parse("[DEFAULT]\nhome = /h\n[s]\nk = %(HOME)s/50%%\nbad = 5%\n");
  assertEquals(document.get("s", "K"), "/h/50%");
  assertEquals(document.get("s", "home"), "/h");
  assertEquals(document.get("other", "home"), undefined);
  assertThrows(() => document.get("s", "bad"), SyntaxError, "a lone %");
  document.set("s", "bad", "100% sure");
  assertEquals(IniDocument.parse(document.toString()).get("s", "bad"), "100% sure");
});

Deno.test("settings live in the section of their profile, farm and queue, spaces and all", () =>
  withConfig(undefined, async (path) => {
    const options = { path, env: NO_ENVIRONMENT };
    await setSetting("defaults.job_id", "job-0", options);
    assertEquals(
      await Deno.readTextFile(path),
      "[profile-(default)   defaults]\njob_id = job-0\n\n",
    );
    await setSettings({
      "defaults.queue_id": "queue-1",
      "defaults.farm_id": "farm-1",
      "defaults.aws_profile_name": "studio one",
    }, options);
    const config = await readConfig(options);
    assertEquals(config.section("defaults.job_id"), "profile-studio one farm-1 queue-1 defaults");
    assertEquals(config.get("defaults.queue_id"), "queue-1");
    assertEquals(config.get("defaults.job_id"), "");
    const other = config.with({ "defaults.farm_id": "farm-2" });
    assertEquals([other.get("defaults.farm_id"), other.get("defaults.queue_id")], ["farm-2", ""]);
    assertEquals(other.origin("defaults.farm_id"), "option");
  }));

Deno.test("setting a value keeps what the file holds besides, and its owner's eyes only", () =>
  withConfig("[deadline-cloud-monitor]\nsession_id = x\n[zz]\nA = 1\n", async (path) => {
    await Deno.chmod(path, 0o644);
    await setSetting("settings.log_level", "INFO", { path, env: NO_ENVIRONMENT });
    assertEquals(
      await Deno.readTextFile(path),
      "[deadline-cloud-monitor]\nsession_id = x\n\n[zz]\na = 1\n\n[settings]\nlog_level = INFO\n\n",
    );
    assertEquals((await Deno.stat(path)).mode! & 0o777, 0o600);
    const names = [...Deno.readDirSync(path.replace("/config", ""))].map((entry) => entry.name);
    assertEquals(names.sort(), ["config", "config.lock"]);
  }));

Deno.test("values written at the same time are all kept", () =>
  withConfig(undefined, async (path) => {
    const options = { path, env: NO_ENVIRONMENT };
    await Promise.all([
      setSetting("defaults.farm_id", "farm-1", options),
      setSetting("settings.auto_accept", "true", options),
      setSetting("settings.log_level", "DEBUG", options),
    ]);
    const config = await readConfig(options);
    assertEquals(config.get("defaults.farm_id"), "farm-1");
    assertEquals(config.getBoolean("settings.auto_accept"), true);
    assertEquals(config.get("settings.log_level"), "DEBUG");
  }));

Deno.test("a configuration that is a link stays one", () =>
  withConfig("", async (path) => {
    await Deno.symlink(path, `${path}-link`);
    await setSetting("defaults.farm_id", "f", { path: `${path}-link`, env: NO_ENVIRONMENT });
    assertEquals((await Deno.lstat(`${path}-link`)).isSymlink, true);
    assertMatch(await Deno.readTextFile(path), /farm_id = f/);
  }));

Deno.test("a link that leads to nothing yet gets its file made", () =>
  withConfig(undefined, async (path) => {
    await Deno.symlink("config", `${path}-link`);
    await setSetting("defaults.farm_id", "f", { path: `${path}-link`, env: NO_ENVIRONMENT });
    assertEquals((await Deno.lstat(`${path}-link`)).isSymlink, true);
    assertMatch(await Deno.readTextFile(path), /farm_id = f/);
  }));

Deno.test("a write that waits for another process's lock stops when aborted", () =>
  withConfig("", async (path) => {
    using lock = await Deno.open(`${path}.lock`, { write: true, create: true });
    await lock.lock(true);
    const options = { path, env: NO_ENVIRONMENT, signal: AbortSignal.timeout(20) };
    await assertRejects(() => setSetting("defaults.farm_id", "f", options), DOMException);
    assertEquals(await Deno.readTextFile(path), "");
  }));

/** Makes something that is no configuration in the place of one. */
const NO_CONFIG: [reason: RegExp, make: (path: string) => Promise<void>][] = [
  [/config: it is a folder; move it away, or name a file with/, (path) => Deno.mkdir(path)],
  [/its links go round in a circle/, (path) => Deno.symlink(path, path)],
  [
    /config:2: it is not UTF-8 text/,
    (path) => Deno.writeFile(path, new Uint8Array([0x5b, 0x73, 0x5d, 0x0a, 0xff, 0x0a])),
  ],
];

for (const [reason, make] of NO_CONFIG) {
  Deno.test({
    name: `what is no configuration is named with the reason, and stays: ${reason.source}`,
    ignore: Deno.build.os === "windows",
    fn: () =>
      withConfig(undefined, async (path) => {
        await make(path);
        const before = await Deno.lstat(path);
        for (
          const use of [() => readConfig({ path }), () =>
            setSetting("settings.log_level", "INFO", { path })]
        ) {
          const error = await assertRejects(use, Error);
          assertMatch(error.message, reason);
          assertMatch(error.message, /\/config/);
        }
        assertEquals((await Deno.lstat(path)).ino, before.ino);
      }),
  });
}

Deno.test({
  name: "a file that somebody made read-only, or whose folder is a file, is not written",
  ignore: Deno.build.os === "windows",
  fn: () =>
    withConfig("[settings]\nlog_level = DEBUG\n", async (path) => {
      await Deno.chmod(path, 0o400);
      await assertRejects(
        () => setSetting("settings.log_level", "INFO", { path }),
        Error,
        `Cannot write the configuration in ${path}: it is read-only; allow it with chmod u+w`,
      );
      assertMatch(await Deno.readTextFile(path), /DEBUG/);
      assertEquals((await Deno.stat(path)).mode! & 0o777, 0o400);
      await assertRejects(
        () => setSetting("settings.log_level", "INFO", { path: `${path}/config` }),
        Error,
        "a part of its path is a file",
      );
    }),
});

Deno.test("numbers have a greatest value, and a language of a newer client is kept", () =>
  withConfig(undefined, async (path) => {
    const most = "2147483647";
    await setSetting("settings.max_failed_tasks_count", most, { path });
    await assertRejects(
      () => setSetting("settings.max_retries_per_task", "2147483648", { path }),
      RangeError,
      "it must be a whole number from 0 to 2147483647",
    );
    await setSetting("settings.locale", "nl_NL", { path });
    await assertRejects(
      () => setSetting("settings.locale", "english", { path }),
      RangeError,
      "a language like de_DE",
    );
    const config = await readConfig({ path, env: NO_ENVIRONMENT });
    assertEquals(config.get("settings.max_failed_tasks_count"), most);
    assertEquals([config.get("settings.locale"), config.problem("settings.locale")], [
      "nl_NL",
      undefined,
    ]);
  }));

Deno.test("a bad value is refused on writing and counts as not set on reading", () =>
  withConfig("[settings]\nauto_accept = maybe\nlog_level = 50%\n", async (path) => {
    const options = { path, env: NO_ENVIRONMENT };
    await assertRejects(
      () => setSetting("settings.log_level", "LOUD", options),
      RangeError,
      'Cannot set "settings.log_level" to "LOUD": it must be one of ERROR, WARNING, INFO, DEBUG',
    );
    const config = await readConfig(options);
    assertEquals(config.getBoolean("settings.auto_accept"), false);
    assertMatch(config.problem("settings.auto_accept")!, /must be true or false/);
    assertMatch(config.problem("settings.log_level")!, /a lone %/);
    assertEquals(config.origin("settings.log_level"), "default");
    const names = config.problems().map(({ name }) => name);
    assertEquals(names, ["settings.auto_accept", "settings.log_level"]);
    const error = await assertRejects(
      () => setSetting("settings.https_proxy", "user:canary-secret@proxy", options),
      RangeError,
      'Cannot set "settings.https_proxy": it must be an address like http://HOST:PORT, or empty',
    );
    assertEquals(error.message.includes("canary"), false);
  }));

Deno.test("what is no id is refused on writing, and shown as it is on reading", () =>
  withConfig("[profile-(default) defaults]\nfarm_id = bad value!\n", async (path) => {
    const options = { path, env: NO_ENVIRONMENT };
    await assertRejects(
      () => setSetting("defaults.queue_id", "queue 1", options),
      RangeError,
      'Cannot set "defaults.queue_id" to "queue 1": it must be an id, which has only letters',
    );
    assertEquals((await readConfig(options)).get("defaults.farm_id"), "bad value!");
    assertEquals((await setSetting("defaults.farm_id", "", options)).get("defaults.farm_id"), "");
  }));

Deno.test("defaults name the profile, and an environment variable sets the regions", async () => {
  const env = { get: (name: string) => name === "DEADLINE_CLOUD_REGIONS" ? "a, b,,a" : undefined };
  const config = await readConfig({ path: "/nonexistent/config", env });
  assertEquals(config.get("settings.job_history_dir"), "~/.deadline/job_history/(default)");
  assertEquals(config.getList("settings.deadline_regions"), ["a", "b"]);
  assertEquals(config.origin("settings.deadline_regions"), "environment");
});

Deno.test("the configuration is where the environment says", () => {
  const env = (variables: Record<string, string>) => ({ get: (name: string) => variables[name] });
  assertEquals(configPath(env({ HOME: "/h" })), "/h/.deadline/config");
  assertEquals(configPath(env({ HOME: "/h", DEADLINE_CONFIG_FILE_PATH: "~/c" })), "/h/c");
});

Deno.test("reading and writing the configuration stop when aborted", () =>
  withConfig("", async (path) => {
    const options = { path, env: NO_ENVIRONMENT, signal: AbortSignal.abort("stop") };
    assertEquals(await readConfig(options).catch((reason) => reason), "stop");
    const setting = setSetting("defaults.farm_id", "f", options);
    assertEquals(await setting.catch((reason) => reason), "stop");
    assertEquals(await Deno.readTextFile(path), "");
  }));
