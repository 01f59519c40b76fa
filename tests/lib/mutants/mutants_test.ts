import { assert, assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { MUTATIONS } from "./mutations.ts";
import type { Verdict } from "./run.ts";

Deno.test("each promise of the task layer is seen to break when what holds it is taken out", async () => {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", fromFileUrl(new URL("run.ts", import.meta.url))],
    env: { PROPERTY_RUNS: "200" },
  }).output();
  assert(success, new TextDecoder().decode(stderr));
  const verdicts: Verdict[] = JSON.parse(new TextDecoder().decode(stdout));
  const [whole, ...broken] = verdicts;
  assertEquals(whole.failed, [], "the copy that is whole fails");
  assert(whole.ran > 25, `only ${whole.ran} tests ran`);
  assertEquals(broken.map(({ name }) => name), MUTATIONS.map(({ name }) => name));
  for (const [index, { name, breaks }] of MUTATIONS.entries()) {
    const { failed } = broken[index];
    for (const promise of breaks) {
      const isSeen = failed.some((test) => test.startsWith(promise));
      assert(isSeen, `without ${name}, no test "${promise}..." fails; failed: ${failed}`);
    }
  }
});
