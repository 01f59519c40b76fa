import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { TextLineStream } from "./_lines.ts";
import { createSession, DeadlineError, listFarms } from "@deadline/client";

const MAIN = fromFileUrl(new URL("../../../farm/main.ts", import.meta.url));
const expired = '{"rules":[{"operation":"ListFarms","expired":true}]}';

/** Starts the farm as people do, with a file of rules. */
function start(folder: string) {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", MAIN, "--data", folder, "--workers", "0", "--with-parent"]
      .concat("--faults", `${folder}/weather.json`),
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

Deno.test("a farm with a file of faults makes that weather, follows the file, and survives a wrong one", async () => {
  const folder = await Deno.makeTempDir();
  const file = `${folder}/weather.json`;
  await Deno.writeTextFile(file, expired);
  const child = start(folder);
  const out = child.stdout.pipeThrough(new TextDecoderStream()).pipeThrough(new TextLineStream());
  const log = child.stderr.pipeThrough(new TextDecoderStream()).pipeThrough(new TextLineStream());
  const events = log.getReader();
  /** Reads the log until it tells of `event`. */
  const noted = async (event: string) => {
    while (true) {
      const { done, value } = await events.read();
      assert(!done, `the log ended without "${event}"`);
      if (value.startsWith("{") && JSON.parse(value).event === event) return JSON.parse(value);
    }
  };
  const ready = await out.getReader().read();
  const facts = JSON.parse(await Deno.readTextFile(`${folder}/farm.json`));
  assertEquals(ready.value, `ready ${facts.endpoint}`);
  const { endpoint, region, accessKeyId, secretAccessKey } = facts;
  const credentials = { accessKeyId, secretAccessKey };
  const session = createSession({ endpoint, region, credentials, maxAttempts: 1 });
  const ask = () =>
    listFarms({}, { session }).toArray().then(
      (farms) => farms.length > 0 ? "farms" : "nothing",
      (error: DeadlineError) => error.code,
    );
  try {
    assertEquals(await ask(), "ExpiredTokenException");
    await Deno.writeTextFile(file, '{"rules":[{"operation":"*","lag":1}]}');
    const { problem } = await noted("weather not changed");
    assertStringIncludes(problem, 'rules[0] must be an object without "lag"');
    assertEquals(await ask(), "ExpiredTokenException");
    await Deno.writeTextFile(file, '{"rules":[]}');
    await noted("weather changed");
    assertEquals(await ask(), "farms");
  } finally {
    await session.close();
    await child.stdin.close();
    await events.cancel();
    await child.status;
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a farm does not start with a file of faults that is wrong, and says what is", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${folder}/weather.json`, '{"rules":[{}]}');
    const child = start(folder);
    await child.stdin.close();
    const { code, stderr } = await child.output();
    assertEquals(code, 1);
    const said = new TextDecoder().decode(stderr);
    assertStringIncludes(said, "weather.json: rules[0] must be an object with");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
