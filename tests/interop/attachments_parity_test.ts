import { assert, assertEquals } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import { VENV } from "./_local_farm.ts";

const MAIN = fromFileUrl(new URL("../../lib/cli/main.ts", import.meta.url));

/** A tree with all that makes names and files difficult; names that are no UTF-8 need Python. */
const NASTY_TREE = `
import os, sys
root = os.fsencode(sys.argv[1])
os.makedirs(root)
def put(name, data=b"x", ns=None):
    path = os.path.join(root, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file: file.write(data)
    if ns is not None: os.utime(path, ns=(ns, ns))
for name in ["é", "ｅ.png", "\\U0001f600", "\\ue000", "a b", "del\\x7f", "new\\nline", "tab\\t", 'quote"', "back\\\\slash", "e\\u0301"]:
    put(name.encode(), name.encode())
for name in [b"bad\\xff.txt", b"half\\xc3", b"dir\\xfe/below", b"\\xed\\xa0\\x80"]:
    put(name)
put(b"empty", b"")
os.makedirs(os.path.join(root, b"empty folder"))
put(b".hidden"); put(b".dot/file"); put(b"dot/.file")
put(b"nano", ns=1700000000123456789); put(b"round", ns=1699999999999999999)
put(b"before", ns=-1500000); put(b"whole", ns=1700000000000000000)
put(b"half even", ns=1700000000000000500)
put(b"real/file")
os.symlink("real", os.path.join(root, b"link"))
os.symlink("real/file", os.path.join(root, b"file link"))
os.symlink("nowhere", os.path.join(root, b"dangling"))
os.mkfifo(os.path.join(root, b"pipe"))
for i in range(10000): put(b"many/%d/%d" % (i % 20, i), b"%d" % i)
put(b"large", bytes(range(256)) * 20000)
`;
const SPARSE_FILE = `
import os, sys
os.makedirs(sys.argv[1])
with open(os.path.join(sys.argv[1], "sparse"), "wb") as file: file.truncate(5 * 2 ** 30)
`;

/** A home folder, with its caches, that both clients use. */
class Desk implements AsyncDisposable {
  readonly #home: string;
  readonly root: string;

  constructor(home: string) {
    this.#home = home;
    this.root = join(home, "root");
  }

  /** A desk with the tree that a Python program makes. */
  static async open(tree: string): Promise<Desk> {
    const desk = new Desk(await Deno.makeTempDir());
    await desk.#run(join(VENV!, "bin", "python"), ["-c", tree, desk.root]);
    return desk;
  }

  ours(...words: string[]): Promise<string> {
    return this.#run(Deno.execPath(), ["run", "-A", "--no-check", MAIN, "manifest", ...words]);
  }

  theirs(...words: string[]): Promise<string> {
    return this.#run(join(VENV!, "bin", "deadline"), ["manifest", ...words]);
  }

  /** Takes a snapshot and gives the bytes of the manifest and the path told in JSON. */
  async snapshot(
    by: "ours" | "theirs",
    ...words: string[]
  ): Promise<{ path: string; text: string }> {
    const destination = await Deno.makeTempDir({ dir: this.#home });
    const where = ["--root", this.root, "--destination", destination, "--json"];
    const said = await this[by]("snapshot", ...where, ...words);
    const { manifest, root } = JSON.parse(said.trim().split("\n").at(-1)!);
    assertEquals(root, this.root);
    return { path: manifest, text: await Deno.readTextFile(manifest) };
  }

  /** How many hashes the shared cache has, and a sum over all of its rows. */
  cache(): Promise<string> {
    const script = "import hashlib, sqlite3, sys\n" +
      "rows = sqlite3.connect(sys.argv[1]).execute(" +
      "'select * from hashesV4 order by file_path').fetchall()\n" +
      "print(len(rows), hashlib.sha256(repr(rows).encode()).hexdigest())";
    const database = join(this.#home, ".deadline/cache/hash_cache.db");
    return this.#run(join(VENV!, "bin", "python"), ["-c", script, database]);
  }

  async forget(): Promise<void> {
    await Deno.remove(join(this.#home, ".deadline"), { recursive: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // The platform's own way to remove a folder does not find names that are no UTF-8.
    await this.#run("rm", ["-rf", this.#home]);
  }

  async #run(program: string, args: string[]): Promise<string> {
    const { success, stdout, stderr } = await new Deno.Command(program, {
      args,
      stdin: "null",
      clearEnv: true,
      env: {
        PATH: Deno.env.get("PATH") ?? "",
        HOME: this.#home,
        DENO_DIR: Deno.env.get("DENO_DIR") ?? join(Deno.env.get("HOME") ?? "", ".cache/deno"),
        TZ: "America/St_Johns",
        DEADLINE_CONFIG_FILE_PATH: join(this.#home, "config"),
        DEADLINE_CLOUD_TELEMETRY_OPT_OUT: "true",
        PYTHONUTF8: "1",
      },
    }).output();
    const said = new TextDecoder().decode(stdout);
    if (!success) {
      throw new Error(`"${program}" failed: ${said}${new TextDecoder().decode(stderr)}`);
    }
    return said;
  }
}

Deno.test({
  name: "both clients write the same manifests, and the same cache, of a nasty tree",
  ignore: VENV === undefined,
  fn: async () => {
    await using desk = await Desk.open(NASTY_TREE);
    const theirs = await desk.snapshot("theirs");
    const cacheOfTheirs = await desk.cache();
    assert(JSON.parse(theirs.text).paths.length > 10_000);
    // With the cache of the other, which must not change by that.
    assertEquals((await desk.snapshot("ours")).text, theirs.text);
    assertEquals(await desk.cache(), cacheOfTheirs);
    await desk.forget();
    assertEquals((await desk.snapshot("ours")).text, theirs.text);
    assertEquals(await desk.cache(), cacheOfTheirs);
    assertEquals((await desk.snapshot("theirs")).text, theirs.text);
    assertEquals(await desk.cache(), cacheOfTheirs);

    const filters = ["-i", "**/*[13579]", "-i", "*.txt", "-e", "many/1?/*", "-e", "real/**"];
    const [a, b] = [
      await desk.snapshot("theirs", ...filters),
      await desk.snapshot("ours", ...filters),
    ];
    assertEquals(b.text, a.text);

    await Deno.writeTextFile(join(desk.root, "many/1/1"), "changed");
    await Deno.writeTextFile(join(desk.root, "many/fresh é"), "new");
    await Deno.remove(join(desk.root, "many/2/2"));
    await Deno.utime(join(desk.root, "many/3/3"), 5, 5);
    for (const rehash of [[], ["--force-rehash"]]) {
      const words = ["diff", "--root", desk.root, "--manifest", theirs.path, "--json", ...rehash];
      const sorted = (text: string) =>
        Object.entries<string[]>(JSON.parse(text.slice(text.indexOf("{"))))
          .map(([key, paths]) => [key, paths.sort()]);
      assertEquals(sorted(await desk.ours(...words)), sorted(await desk.theirs(...words)));
      const since = ["--diff", theirs.path, ...rehash];
      assertEquals(
        (await desk.snapshot("ours", ...since)).text,
        (await desk.snapshot("theirs", ...since)).text,
      );
    }
  },
});

Deno.test({
  name: "both clients use the cache at the same time",
  ignore: VENV === undefined,
  fn: async () => {
    await using desk = await Desk.open(NASTY_TREE);
    const both = await Promise.all([desk.snapshot("ours"), desk.snapshot("theirs")]);
    assertEquals(both[0].text, both[1].text);
  },
});

Deno.test({
  name: "both clients write the same manifest of a sparse file of 5 GiB",
  ignore: VENV === undefined,
  fn: async () => {
    await using desk = await Desk.open(SPARSE_FILE);
    const theirs = await desk.snapshot("theirs");
    assertEquals(JSON.parse(theirs.text).totalSize, 5 * 2 ** 30);
    // Else ours would take the hash from the cache that both use.
    await desk.forget();
    assertEquals((await desk.snapshot("ours")).text, theirs.text);
  },
});
