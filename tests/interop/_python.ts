import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { VENV } from "./_local_farm.ts";

/** Runs Python of the client's environment, which reads the input as JSON, and gives what it says. */
export async function askPython<T>(script: string, input: unknown): Promise<T> {
  const child = new Deno.Command(join(VENV!, "bin", "python"), {
    args: ["-c", script],
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const output = child.output();
  await new Response(JSON.stringify(input)).body!.pipeTo(child.stdin);
  const { success, stdout } = await output;
  assertEquals(success, true);
  return JSON.parse(new TextDecoder().decode(stdout));
}
