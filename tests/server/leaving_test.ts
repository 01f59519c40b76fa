import { assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path";

Deno.test("leaving a stream, however it is left, writes nothing to the terminal", async () => {
  const script = fromFileUrl(new URL("_leaving.ts", import.meta.url));
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", script],
  }).output();
  const [printed, complaints] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  assertEquals([printed.trim(), complaints], ["all streams were left", ""]);
});
