import { assertEquals } from "@std/assert";
import { TextLineStream } from "./_lines.ts";
import fc from "fast-check";
import {
  ConfigFileError,
  IniDocument,
  readConfig,
  setSettings,
  SETTING_NAMES,
  type SettingName,
  SETTINGS,
} from "@deadline/client/config";
import { raceWrites } from "../lib/_config_race.ts";
import { VENV } from "./_local_farm.ts";

const SEED = 20_231_012;
const FILES = 20_000;
const RUNS_OF_SETTINGS = 300;
const BATCH = 500;

interface FileCase {
  text: string;
  edits: [section: string, key: string, value: string][];
}

interface FileAnswer {
  refused?: true;
  rewritten: string;
  values: [section: string, keys: [key: string, value: string | null][]][];
  edited: string;
}

interface SettingsCase {
  text: string;
  settings: [name: SettingName, value: string][];
  asked: readonly SettingName[];
}

/** Asks Python about cases, in batches, so that neither side waits for the other's buffer. */
async function* askPython<Case, Answer>(
  cases: readonly Case[],
  env: Record<string, string> = {},
): AsyncGenerator<[Case, Answer]> {
  const script = new URL("./config_parity.py", import.meta.url).pathname;
  await using python = new Deno.Command(`${VENV}/bin/python`, {
    args: [script],
    stdin: "piped",
    stdout: "piped",
    env,
  }).spawn();
  const writer = python.stdin.getWriter();
  const lines = python.stdout.pipeThrough(new TextLineStream()).getReader();
  const encoder = new TextEncoder();
  for (let at = 0; at < cases.length; at += BATCH) {
    const batch = cases.slice(at, at + BATCH);
    const text = batch.map((each) => JSON.stringify(each) + "\n").join("");
    const writing = writer.write(encoder.encode(text));
    for (const each of batch) {
      const { value } = await lines.read();
      yield [each, JSON.parse(value!) as Answer];
    }
    await writing;
  }
  await writer.close();
  await lines.cancel();
}

const SPACES = fc.constantFrom("", "", "", " ", "  ", "\t", "\u00a0", "\x1f", "\u3000", "\ufeff");
const WORD = fc.constantFrom(
  "a",
  "B",
  "foo Bar",
  "ÄÖ",
  "日本",
  "%",
  "%%",
  "50%",
  "%(a)s",
  "%(B)s",
  "%(none)s",
  "%(a)",
  "x]y",
  "[z",
  "; c",
  "# d",
  "a=b",
  "a:b",
  "",
  "(default)",
  "İ",
  "\u2028",
  "\x85",
  "'q'",
  '"',
  "\\n",
);
const SECTION = fc.constantFrom(
  "s",
  "S",
  " s ",
  "DEFAULT",
  "default",
  "profile-(default)   defaults",
  "a]b",
  "settings",
  "ÄÖ",
);
const KEY = fc.constantFrom("a", "B", "foo Bar", "ÄÖ", "none", "Key", "x]y", "İ", "k.k");
const LINE = fc.oneof(
  { weight: 3, arbitrary: fc.tuple(SPACES, SECTION, SPACES).map(([a, s, b]) => `${a}[${s}]${b}`) },
  {
    weight: 8,
    arbitrary: fc.tuple(SPACES, KEY, SPACES, fc.constantFrom("=", ":"), SPACES, WORD, SPACES)
      .map((parts) => parts.join("")),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(fc.constantFrom(" ", "\t", "   "), WORD).map((p) => p.join("")),
  },
  { weight: 1, arbitrary: fc.constantFrom("", " ", "# c", " ; c", "\t# =", "#") },
  { weight: 1, arbitrary: WORD },
);
const TEXT = fc.tuple(
  fc.array(LINE, { maxLength: 10 }),
  SECTION,
  fc.constantFrom("\n", "\n", "\n", "\r\n", "\r"),
).map(([lines, section, end]) => [`[${section}]`, ...lines, ""].join(end));
const EDIT = fc.tuple(SECTION.filter((name) => name !== "DEFAULT"), KEY, WORD);
const FILE = fc.record({ text: TEXT, edits: fc.array(EDIT, { maxLength: 3 }) });

/** The text without comment lines, which ours keeps and Python drops. */
function withoutComments(text: string): string {
  return text.replaceAll(/^[#;].*\n/gm, "");
}

function valuesOf(
  document: IniDocument,
  section: string,
  keys: string[],
): [string, string | null][] {
  return keys.map((key) => {
    try {
      return [key, document.get(section, key) ?? null];
    } catch {
      return [key, null];
    }
  });
}

function answerOurselves({ text, edits }: FileCase, like: FileAnswer): FileAnswer | "refused" {
  let document: IniDocument;
  try {
    document = IniDocument.parse(text);
  } catch (error) {
    if (error instanceof ConfigFileError) return "refused";
    throw error;
  }
  const rewritten = document.toString();
  const keys = new Map(like.values?.map(([section, known]) => [section, known.map(([k]) => k)]));
  const values = document.sections().map((section) =>
    [section, valuesOf(document, section, keys.get(section) ?? [])] as FileAnswer["values"][number]
  );
  for (const [section, key, value] of edits) document.set(section, key, value);
  return {
    rewritten: withoutComments(rewritten),
    values,
    edited: withoutComments(document.toString()),
  };
}

Deno.test({
  name: `${FILES} random files are read, edited and written as Python's configparser does`,
  ignore: VENV === undefined,
  async fn() {
    const cases: FileCase[] = fc.sample(FILE, { seed: SEED, numRuns: FILES });
    let read = 0;
    for await (const [each, theirs] of askPython<FileCase, FileAnswer>(cases)) {
      const ours = answerOurselves(each, theirs);
      assertEquals(ours, theirs.refused ? "refused" : theirs, JSON.stringify(each));
      if (!theirs.refused) read++;
    }
    assertEquals(read > FILES / 4, true, `only ${read} of the files could be read at all`);
  },
});

Deno.test({
  name: "files that ours has written, comments and all, mean the same to Python",
  ignore: VENV === undefined,
  async fn() {
    const files = fc.sample(FILE, { seed: SEED + 1, numRuns: FILES / 4 });
    const written = files.flatMap(({ text, edits }) => {
      try {
        const document = IniDocument.parse(text);
        for (const edit of edits) document.set(...edit);
        return [{ text: document.toString(), edits: [] }];
      } catch {
        return [];
      }
    });
    for await (const [each, theirs] of askPython<FileCase, FileAnswer>(written)) {
      assertEquals(answerOurselves(each, theirs), theirs, JSON.stringify(each));
    }
  },
});

const SETTING = fc.constantFrom(...SETTING_NAMES).chain((name) => {
  const { kind, choices = [] } = SETTINGS[name];
  const value = kind === "boolean"
    ? fc.constantFrom("true", "False", "on", "0")
    : kind === "integer"
    ? fc.integer({ min: 1, max: 999 }).map(String)
    : kind === "choice"
    ? fc.constantFrom(...choices)
    : kind === "id"
    ? fc.constantFrom("", "x", "farm-1", "queue_2")
    : name === "settings.https_proxy"
    ? fc.constantFrom("", "http://proxy:3128")
    : name === "settings.locale"
    ? fc.constantFrom("", "de_DE", "ja_JP")
    : fc.constantFrom("", "x", "farm-1", "50% off", "ÄÖ", "a b", "a]b", "/a:/b");
  return value.map((text): [SettingName, string] => [name, text]);
});
const SETTINGS_RUN = fc.array(SETTING, { minLength: 1, maxLength: 6 });
const WITHOUT_PLACES = SETTING_NAMES.filter((name) => ["text", "id"].includes(SETTINGS[name].kind));

Deno.test({
  name: `${RUNS_OF_SETTINGS} runs of settings leave the bytes that the Python client leaves`,
  ignore: VENV === undefined,
  async fn() {
    const folder = await Deno.makeTempDir();
    try {
      const [path, theirPath] = [`${folder}/ours`, `${folder}/theirs`];
      const options = { path, env: { get: () => undefined } };
      const runs = fc.sample(SETTINGS_RUN, { seed: SEED, numRuns: RUNS_OF_SETTINGS });
      const text = "[telemetry]\nidentifier = x\n[zz]\nOdd : 100%\n";
      const cases = runs.map((settings): SettingsCase => ({
        text,
        settings,
        asked: WITHOUT_PLACES,
      }));
      const env = { DEADLINE_CONFIG_FILE_PATH: theirPath };
      type Answer = { written: string; got: string[] };
      for await (const [each, theirs] of askPython<SettingsCase, Answer>(cases, env)) {
        await Deno.writeTextFile(path, text);
        for (const [name, value] of each.settings) await setSettings({ [name]: value }, options);
        assertEquals(await Deno.readTextFile(path), theirs.written, JSON.stringify(each));
        const config = await readConfig(options);
        assertEquals(each.asked.map((name) => config.get(name)), theirs.got, JSON.stringify(each));
      }
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});

Deno.test("8 processes that write 200 settings each at once lose none", () => raceWrites(8, 200));
