import { assert, assertEquals, assertMatch } from "@std/assert";
import { afterAll, beforeAll, describe, it } from "@std/testing/bdd";
import { commandLine } from "../lib/_command_line.ts";
import { type FailingPlace, failingPlace, FAILURES } from "../lib/_failures.ts";

let place: FailingPlace;

const run = (words: string[], env: Record<string, string>) =>
  commandLine(words, { env, cwd: place.folder });

/** Sets variables of this process until it is disposed of. */
function inProcess(env: Record<string, string>, names: string[]): Disposable {
  const before = names.map((name) => [name, Deno.env.get(name)] as const);
  for (const name of names) Deno.env.set(name, env[name]);
  return {
    [Symbol.dispose]() {
      for (const [name, value] of before) {
        if (value === undefined) Deno.env.delete(name);
        else Deno.env.set(name, value);
      }
    },
  };
}

describe("the command line", () => {
  beforeAll(async () => void (place = await failingPlace()));
  afterAll(async () => await place[Symbol.asyncDispose]());

  for (const failure of FAILURES) {
    it(`tells ${failure.name} apart, with the way out`, async () => {
      const env = place.environment(failure);
      // The SDK's reader of SSO tokens knows the environment of the process alone.
      using _environment = inProcess(env, ["HOME", "AWS_CONFIG_FILE"]);
      // Only what hangs has to be waited for.
      const seconds = failure.problem === "CREDENTIALS_HANG" ? "0.5" : "30";
      const status = await run(["auth", "status", "--timeout", seconds], env);
      const told = JSON.parse(status.out);
      assertEquals([told.problem, status.code], [failure.problem, failure.exitCode]);
      assertMatch(told.message, failure.message);
      assertMatch(told.hint, failure.hint);

      const list = await run(["farm", "list", "--timeout", seconds], env);
      assertEquals([list.code, list.out], [1, ""], list.err);
      const [first, ...rest] = list.err.split("\n");
      assertMatch(first, failure.message);
      const hint = rest.find((line) => line.startsWith("Hint: "))?.slice("Hint: ".length);
      assertMatch(hint ?? "", failure.hint);
      const { secretAccessKey } = place.farm.credentials;
      assert(!(status.out + status.err + list.err).includes(secretAccessKey));
    });
  }
});
