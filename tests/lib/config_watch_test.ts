import { assertEquals } from "@std/assert";
import { type ConfigChange, setSetting, watchConfig } from "@deadline/client/config";

interface Watched extends AsyncDisposable {
  folder: string;
  env: { get(name: string): string | undefined };
  changes: AsyncGenerator<ConfigChange>;
  stop: AbortController;
}

async function watched(interval: number, isThere = true): Promise<Watched> {
  const folder = await Deno.makeTempDir();
  if (isThere) await Deno.mkdir(`${folder}/.deadline`);
  const env = { get: (name: string) => name === "HOME" ? folder : undefined };
  const stop = new AbortController();
  const changes = watchConfig({ env, signal: stop.signal, interval });
  return {
    folder,
    env,
    changes,
    stop,
    async [Symbol.asyncDispose]() {
      stop.abort("enough");
      assertEquals(await changes.next().catch((reason) => reason ?? "ended"), "enough");
      await Deno.remove(folder, { recursive: true });
    },
  };
}

/** Makes a change, again and again until one is told of, since watching may not have begun. */
async function until({ changes }: Watched, file: string, make: () => Promise<unknown>) {
  let making: Promise<unknown> = Promise.resolve();
  const timer = setInterval(() => making = making.then(make).catch(() => {}), 50);
  try {
    for (let told = ""; told !== file;) told = (await changes.next()).value.file;
  } finally {
    clearInterval(timer);
    await making;
  }
}

/** A look at a file that is under way when the watcher is left ends by itself, soon after the test. */
const WATCHER = { sanitizeOps: false, sanitizeResources: false } as const;

Deno.test("a setting changed by another program is told of at once", WATCHER, async () => {
  await using it = await watched(60_000);
  const write = () => Deno.writeTextFile(`${it.folder}/.deadline/config`, "[settings]\n");
  await until(it, "config", write);
});

Deno.test(
  "changes are seen at the next look where the system does not tell of them",
  WATCHER,
  async () => {
    await using it = await watched(500, false);
    const write = () => setSetting("defaults.farm_id", "farm-1", { env: it.env });
    await until(it, "config", write);
  },
);

Deno.test("changes of the AWS files are told of, each by its name", WATCHER, async () => {
  await using it = await watched(20);
  await Deno.mkdir(`${it.folder}/.aws`);
  const write = (name: string, text: string) => () =>
    Deno.writeTextFile(`${it.folder}/.aws/${name}`, text);
  await until(it, "awsConfig", write("config", "[default]\n"));
  await until(it, "awsCredentials", write("credentials", "[default]\n"));
  await until(it, "awsConfig", () => Deno.remove(`${it.folder}/.aws/config`));
});
