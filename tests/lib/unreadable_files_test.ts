import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import { clientEnvironment } from "../farm/_environment.ts";
import { sceneTemplate, uploadDesk } from "./attachments/_uploads.ts";

const MAIN = fromFileUrl(new URL("../../lib/cli/main.ts", import.meta.url));

/** What takes from root that it may read everything; nothing for others, who may not. */
const AS_ANYBODY = Deno.uid() === 0
  ? ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"]
  : [];

/** Whether a file of mode 0 cannot be read by what runs so. */
async function isRefused(): Promise<boolean> {
  if (Deno.build.os === "windows") return false;
  const path = await Deno.makeTempFile();
  await Deno.chmod(path, 0);
  const [program, ...args] = [...AS_ANYBODY, "cat", path];
  const command = new Deno.Command(program, { args, stderr: "null" });
  const code = await command.output().then(({ code }) => code, () => 0);
  await Deno.remove(path);
  return code !== 0;
}

Deno.test({
  name: "files that may not be read are named, all of them, before anything is sent",
  ignore: !await isRefused(),
  fn: async () => {
    await using desk = await uploadDesk();
    const { folder, proxy } = desk;
    const [bundle, scene] = ["bundle", "scene"].map((name) => join(folder, name));
    await Deno.mkdir(bundle);
    await desk.put(Object.fromEntries(
      ["good", "closed", "sub/closed"].map((name) => [join("scene", name), name]),
    ));
    await Deno.writeTextFile(join(bundle, "template.json"), sceneTemplate());
    const { farmId, queueId } = desk.on.farm;
    const submit = async () => {
      proxy.forget();
      const [program, ...args] = [
        ...AS_ANYBODY,
        Deno.execPath(),
        ...["run", "-A", "--no-check", MAIN, "bundle", "submit", bundle, "--yes"],
        ...["--parameter", `Scene=${scene}`, "--known-asset-path", scene],
        ...["--farm-id", farmId, "--queue-id", queueId],
      ];
      const { code, stdout, stderr } = await new Deno.Command(program, {
        args,
        clearEnv: true,
        env: clientEnvironment({ ...desk.on.farm, endpoint: proxy.endpoint }, join(folder, "home")),
        stdin: "null",
      }).output();
      const [out, err] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
      return { code, text: out + err };
    };
    const closed = [join(scene, "closed"), join(scene, "sub", "closed")];
    const assertRefused = ({ code, text }: { code: number; text: string }, paths: string[]) => {
      assertEquals(code, 1, text);
      for (const path of paths) assertStringIncludes(text, `"${path}" cannot be read`);
      const { PutObject, CreateJob } = desk.asked();
      assertEquals([PutObject, CreateJob], [undefined, undefined], text);
    };
    for (const path of closed) await Deno.chmod(path, 0);
    assertRefused(await submit(), closed);

    const sub = join(scene, "sub");
    await Deno.chmod(sub, 0);
    assertRefused(await submit(), [sub]);

    const inBundle = join(bundle, "closed");
    await Deno.mkdir(inBundle, { mode: 0 });
    assertRefused(await submit(), [inBundle]);
    await Deno.remove(inBundle);

    await Deno.chmod(sub, 0o700);
    for (const path of closed) await Deno.chmod(path, 0o600);
    const { code, text } = await submit();
    assertEquals(code, 0, text);
    assert(desk.asked().PutObject >= 3);
  },
});
