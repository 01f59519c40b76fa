import { assert, assertEquals } from "@std/assert";
import { walk } from "./_walk.ts";
import { fromFileUrl, join } from "@std/path";
import { type LocalFarm, localFarm, VENV } from "./_local_farm.ts";

const MAIN = fromFileUrl(new URL("../../lib/cli/main.ts", import.meta.url));

const TEMPLATE = `# comment
specificationVersion: jobtemplate-2023-09
name: Parity
parameterDefinitions:
  - { name: Scene, type: PATH, objectType: FILE, dataFlow: IN, default: files/scène.ma }
  - { name: Output, type: PATH, dataFlow: OUT, default: output }
  - { name: Both, type: PATH, objectType: FILE, dataFlow: INOUT, default: files/a b.txt }
  - { name: Tool, type: PATH, default: tool }
  - { name: Count, type: INT, default: 3 }
  - { name: Size, type: FLOAT, default: 1.5 }
  - { name: Who, type: STRING, default: world }
steps:
  - name: Step
    script: { actions: { onRun: { command: "true" } } }
`;

/** A bundle with all that makes names and files difficult. Names that are no UTF-8 need Python. */
const NASTY_BUNDLE = `
import json, os, sys
root = os.fsencode(sys.argv[1])
def put(name, data=b"x", ns=None):
    path = os.path.join(root, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file: file.write(data)
    if ns is not None: os.utime(path, ns=(ns, ns))
for name in ["scène.ma", "a b.txt", "ｅ.png", "\\U0001f600", "del\\x7f", "new\\nline", 'quote"', "back\\\\slash", "é/é"]:
    put(b"files/" + name.encode(), name.encode())
put(b"files/bad\\xff.txt"); put(b"files/empty", b""); put(b"files/.hidden/.file")
put(b"files/nano", ns=1700000000123456789); put(b"files/before", ns=-1500000)
os.makedirs(os.path.join(root, b"files/empty folder")); os.makedirs(os.path.join(root, b"nothing"))
os.symlink("scène.ma", os.path.join(root, b"files/link"))
os.symlink("é", os.path.join(root, b"files/folder link"))
put(b"files/large", bytes(range(256)) * 50000)
for i in range(200): put(b"files/many/%d" % i, b"%d" % (i % 150))
put(b"template.yaml", sys.argv[2].encode())
text = os.fsdecode(root)
put(b"asset_references.json", json.dumps({"assetReferences": {
    "inputs": {"filenames": [text + "/gone.txt"], "directories": [text + "/files", text + "/nothing"]},
    "outputs": {"directories": [text + "/out/a", text + "/out/b"]},
    "referencedPaths": ["/elsewhere/thing"],
}}).encode())
put(b"parameter_values.yaml", json.dumps({"parameterValues": [
    {"name": "Count", "value": 7}, {"name": "deadline:targetTaskRunStatus", "value": "SUSPENDED"},
]}).encode())
`;

type Client = "ours" | "theirs";

async function withBundle(body: (farm: LocalFarm, bundle: string) => Promise<void>) {
  await using farm = await localFarm(0, "parity");
  const bundle = join(farm.home, "bundle");
  const { code, stderr } = await farm.shell(
    `'${VENV}/bin/python' -c "$@"`,
    NASTY_BUNDLE,
    bundle,
    TEMPLATE,
  );
  assertEquals(code, 0, stderr);
  await body(farm, bundle);
}

/** Runs `bundle submit` of a client, with a home folder of its own or a shared one. */
async function submit(farm: LocalFarm, by: Client, home: string, ...words: string[]) {
  const client = by === "ours"
    ? [Deno.execPath(), "run", "-A", "--no-check", MAIN]
    : [join(VENV!, "bin", "deadline")];
  const place = ["--farm-id", farm.farmId, "--queue-id", farm.queueId, "--yes"];
  const script = 'HOME="$1"; export HOME; mkdir -p "$HOME"; shift; "$@"';
  const command = [...client, "bundle", "submit", ...words, ...place];
  const said = await farm.shell(script, join(farm.home, home), ...command);
  assertEquals(said.code, 0, `${by}: ${said.stdout}${said.stderr}`);
  return said.stdout;
}

/** All files of a snapshot: with the parts of names and texts that no two submissions share left out. */
async function filesOf(folder: string): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  const anonymous = (text: string) => text.replace(/Inputs\/[0-9a-f]{32}/g, "Inputs/GUID");
  for (const path of await walk(folder)) {
    const bytes = await Deno.readFile(join(folder, path));
    const text = anonymous(new TextDecoder("latin1").decode(bytes));
    files.set(anonymous(path), text);
  }
  return files;
}

Deno.test({
  name: "both clients create the same job, with the same manifests and data, of a nasty bundle",
  ignore: VENV === undefined,
  fn: () =>
    withBundle(async (farm, bundle) => {
      const saved = async (by: Client) => {
        const folder = join(farm.home, `snapshot of ${by}`);
        await Deno.mkdir(folder);
        const values = [
          "-p",
          "Who=Ann",
          "-p",
          "Size=2",
          "--priority",
          "7",
          "--max-worker-count",
          "3",
        ];
        await submit(farm, by, by, bundle, ...values, "--save-debug-snapshot", folder);
        return await filesOf(folder);
      };
      const [ours, theirs] = [await saved("ours"), await saved("theirs")];
      const isData = (name: string) => name.startsWith("Data") || name.startsWith("Manifests");
      const data = (files: Map<string, string>) =>
        [...files].filter(([name]) => isData(name)).sort();
      assert(data(theirs).length > 150);
      assertEquals(data(ours), data(theirs));
      const args = (files: Map<string, string>) => JSON.parse(files.get("create_job_args.json")!);
      assertEquals(args(ours), args(theirs));
      // The order of keys, too.
      const attachments = (files: Map<string, string>) => files.get("attachments_param.json");
      assertEquals(attachments(ours), attachments(theirs));
    }),
});

Deno.test({
  name: "what one client has sent the other does not send again, with the caches of either",
  ignore: VENV === undefined,
  fn: () =>
    withBundle(async (farm, bundle) => {
      const first = await submit(farm, "theirs", "shared", bundle);
      assert(first.includes("Submitted"), first);
      const counts = async (by: Client) => {
        const said = await submit(
          farm,
          by,
          "shared",
          bundle,
          ...by === "ours" ? ["--output", "json"] : [],
        );
        return said;
      };
      const ours = JSON.parse((await counts("ours")).trim().split("\n").at(-1)!).attachments;
      const { totalFiles, cachedFiles, uploadedFiles } = ours;
      assertEquals([cachedFiles, uploadedFiles], [totalFiles, 0]);
      await Deno.writeTextFile(join(bundle, "files", "fresh"), "fresh");
      const second = JSON.parse((await counts("ours")).trim().split("\n").at(-1)!).attachments;
      assertEquals([second.hashedFiles, second.uploadedFiles], [1, 1]);
      // Theirs finds ours in the caches: nothing to hash, nothing to send.
      const theirs = await counts("theirs");
      assert(/Processed 0 files totaling 0 B/.test(theirs), theirs);
    }),
});
