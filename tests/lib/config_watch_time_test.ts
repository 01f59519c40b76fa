import { assert, assertEquals } from "@std/assert";
import { type ConfigChange, setSetting, watchConfig } from "@deadline/client/config";
import { until } from "../server/_console.ts";
import { VirtualClock } from "./task/virtual_clock.ts";

/** Milliseconds of virtual time after which a change has been told of. */
const PROMISED = 1000;
/** Longer than any test: without news from the system, nothing is ever looked at. */
const NEVER = 3_600_000;

/** How changes are seen: the system tells of them, or there is nothing but a look now and then. */
const WAYS = {
  "the system tells": { interval: NEVER, isThere: true },
  "nobody tells": { interval: undefined, isThere: false },
} as const;

/** A look at a file that is under way when the watcher is left ends by itself, soon after the test. */
const WATCHER = { sanitizeOps: false, sanitizeResources: false } as const;

/** Watches a home folder on a clock that stands still while files are really written and looked at. */
class Home implements AsyncDisposable {
  readonly clock = new VirtualClock();
  readonly env = { get: (name: string) => name === "HOME" ? this.folder : undefined };
  readonly #stop = new AbortController();
  readonly #changes: AsyncGenerator<ConfigChange>;
  #next: Promise<ConfigChange | undefined> | undefined;

  constructor(readonly folder: string, interval: number | undefined) {
    const { env, clock } = this;
    this.#changes = watchConfig({ env, clock, interval, signal: this.#stop.signal });
  }

  get path(): string {
    return `${this.folder}/.deadline/config`;
  }

  /** Waits until the watcher waits: from then on it knows how everything was. */
  async begin(): Promise<void> {
    this.#next = this.#changes.next().then(({ value }) => value, () => undefined);
    await until(() => this.clock.next !== undefined, "the watcher waits");
  }

  /** What is told of within `ms` milliseconds of virtual time, and how many of them it took. */
  async told(ms = PROMISED): Promise<{ file: ConfigChange["file"]; after: number } | undefined> {
    const { clock } = this;
    const start = clock.now();
    let told: ConfigChange | undefined;
    let isTold = false;
    this.#next!.then((change) => [isTold, told] = [true, change]);
    // Time goes on only when the watcher waits for it, and no further than it may.
    for (const end = performance.now() + 5000; !isTold && performance.now() < end;) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      const { next } = clock;
      if (!isTold && next !== undefined && clock.now() + next <= start + ms) clock.advance(next);
    }
    if (!told) return undefined;
    const after = clock.now() - start;
    await this.begin();
    return { file: told.file, after };
  }

  /** That nothing more is told of: not by news that are on their way, nor by the next looks. */
  async assertQuiet(): Promise<void> {
    const next = this.#next!.then(({ file } = {} as ConfigChange) => file);
    for (let n = 0; n < 5; n++) {
      this.clock.advance(PROMISED);
      const still = new Promise((resolve) => setTimeout(() => resolve("nothing"), 20));
      assertEquals(await Promise.race([next, still]), "nothing");
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort("enough");
    await this.#next;
    await Deno.remove(this.folder, { recursive: true });
  }
}

/** Another program's way to write: beside the file, then in its place. */
async function replace(path: string, text: string): Promise<void> {
  await Deno.writeTextFile(`${path}.new`, text);
  await Deno.rename(`${path}.new`, path);
}

const text = (n: number) => `[settings]\nlog_level = ${n % 2 ? "DEBUG" : "ERROR"}\n`;

/** How a file may come to be another one. */
const WRITES: Record<string, { before?: (home: Home) => Promise<void>; write: Write }> = {
  "a file written in place": { write: (home) => Deno.writeTextFile(home.path, "[settings]\n") },
  "a file replaced by another": { write: (home) => replace(home.path, text(1)) },
  "a setting set by this library": {
    write: async ({ env }) => void await setSetting("settings.locale", "de_DE", { env }),
  },
  "a file that is gone": { write: ({ path }) => Deno.remove(path) },
  "a file deleted and made anew": {
    write: async ({ path }) => {
      await Deno.remove(path);
      await Deno.writeTextFile(path, text(2));
    },
  },
  "a file that a link leads to": {
    before: (home) => link(home, "one"),
    write: ({ folder }) => replace(`${folder}/dotfiles/one`, text(1)),
  },
  "a link that leads elsewhere": {
    before: (home) => link(home, "one"),
    write: async (home) => {
      await Deno.writeTextFile(`${home.folder}/dotfiles/other`, text(1));
      await link(home, "other");
    },
  },
};
type Write = (home: Home) => Promise<void>;

async function link({ folder, path }: Home, name: string): Promise<void> {
  const target = `${folder}/dotfiles/${name}`;
  await Deno.mkdir(`${folder}/dotfiles`, { recursive: true });
  await Deno.writeTextFile(target, text(0), { append: true });
  await Deno.symlink(target, `${path}.link`);
  await Deno.rename(`${path}.link`, path);
}

/** A home with a file of settings that is watched. */
async function watched(way: keyof typeof WAYS, before?: Write): Promise<Home> {
  const { interval, isThere } = WAYS[way];
  const folder = await Deno.makeTempDir();
  const home = new Home(folder, interval);
  const prepare = async () => {
    await Deno.mkdir(`${folder}/.deadline`);
    await Deno.writeTextFile(home.path, "");
    await before?.(home);
  };
  if (isThere) await prepare();
  await home.begin();
  if (isThere) return home;
  // Where there is no folder at the start there is nothing to listen to, then or later.
  await prepare();
  assertEquals((await home.told())?.file, "config");
  return home;
}

for (const way of Object.keys(WAYS) as (keyof typeof WAYS)[]) {
  for (const [what, { before, write }] of Object.entries(WRITES)) {
    Deno.test(`${what} is told of once, within a second, where ${way}`, {
      ...WATCHER,
      ignore: Deno.build.os === "windows" && before !== undefined,
    }, async () => {
      await using home = await watched(way, before);
      await write(home);
      const told = await home.told();
      assertEquals(told?.file, "config", `told ${JSON.stringify(told)}`);
      await home.assertQuiet();
    });
  }

  Deno.test(
    `a burst of writes is told of once, when it is over, where ${way}`,
    WATCHER,
    async () => {
      await using home = await watched(way);
      for (let n = 0; n < 20; n++) await replace(home.path, text(n));
      assertEquals((await home.told())?.file, "config");
      await home.assertQuiet();
    },
  );

  Deno.test(
    `writes without an end are told of every second all the same, where ${way}`,
    WATCHER,
    async () => {
      await using home = await watched(way);
      let writes = 0;
      const set = home.clock.set.bind(home.clock);
      // Whenever the watcher begins to wait, the file is written once more before it looks.
      home.clock.set = (callback, delay) =>
        set(() => replace(home.path, text(++writes)).then(callback), delay);
      for (let n = 0; n < 3; n++) {
        await replace(home.path, text(0));
        assertEquals((await home.told())?.file, "config");
      }
      assert(writes > 3, `it was written ${writes} times meanwhile`);
    },
  );
}

Deno.test("the AWS files are told of within a second, each by its name", WATCHER, async () => {
  await using home = await watched("nobody tells");
  await Deno.mkdir(`${home.folder}/.aws`);
  await replace(`${home.folder}/.aws/config`, "[default]\n");
  assertEquals((await home.told())?.file, "awsConfig");
  await replace(`${home.folder}/.aws/credentials`, "[default]\n");
  assertEquals((await home.told())?.file, "awsCredentials");
  await home.assertQuiet();
});

Deno.test("who stops hears of nothing more, though more had changed", WATCHER, async () => {
  const folder = await Deno.makeTempDir();
  const clock = new VirtualClock();
  const stop = new AbortController();
  const env = { get: (name: string) => name === "HOME" ? folder : undefined };
  const changes = watchConfig({ env, clock, signal: stop.signal });
  const first = changes.next();
  await until(() => clock.next !== undefined, "the watcher waits");
  for (const name of [".deadline", ".aws"]) {
    await Deno.mkdir(`${folder}/${name}`);
    await replace(`${folder}/${name}/config`, "[default]\n");
  }
  clock.advance(500);
  await until(() => clock.next !== undefined, "it has looked");
  clock.advance(50);
  assertEquals((await first).value?.file, "config");
  stop.abort("enough");
  assertEquals(await changes.next().catch((reason) => reason), "enough");
  await Deno.remove(folder, { recursive: true });
});
