import { assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path";

/** The parts of `deno doc --json` that are looked at. */
interface Documented {
  nodes: Record<string, {
    symbols: { name: string; declarations: { jsDoc?: { tags?: { kind: string }[] } }[] }[];
  }>;
}

Deno.test("every public symbol of the task layer has an example, which the documentation tests run", async () => {
  const module = fromFileUrl(new URL("../../../lib/task/mod.ts", import.meta.url));
  const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["doc", "--json", module] })
    .output();
  const { nodes }: Documented = JSON.parse(new TextDecoder().decode(stdout));
  const symbols = Object.values(nodes).flatMap((node) => node.symbols);
  const without = symbols.filter(({ declarations }) =>
    !declarations.some(({ jsDoc }) => jsDoc?.tags?.some(({ kind }) => kind === "example"))
  );
  assertEquals(without.map(({ name }) => name), []);
});
