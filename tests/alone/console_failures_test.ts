import { assert, assertEquals, assertMatch } from "@std/assert";
import { afterAll, beforeAll, describe, it } from "@std/testing/bdd";
import type { AuthState, Diagnostics } from "@/server/contract.ts";
import { type FailingPlace, failingPlace, FAILURES } from "../lib/_failures.ts";
import { serve, testConsole } from "../server/_console.ts";

let place: FailingPlace;

/** Sets variables of this process until it is disposed of. */
function inProcess(env: Record<string, string>): Disposable {
  const before = Object.keys(env).map((name) => [name, Deno.env.get(name)] as const);
  for (const [name, value] of Object.entries(env)) Deno.env.set(name, value);
  return {
    [Symbol.dispose]() {
      for (const [name, value] of before) {
        if (value === undefined) Deno.env.delete(name);
        else Deno.env.set(name, value);
      }
    },
  };
}

// A program that hangs is ended in the background, after the page has been told of it.
describe("the page", { sanitizeOps: false, sanitizeResources: false }, () => {
  beforeAll(async () => void (place = await failingPlace()));
  afterAll(async () => await place[Symbol.asyncDispose]());

  for (const failure of FAILURES) {
    // Diagnostics wait less long for credentials that hang than the sign-in's own check.
    const path = failure.problem === "CREDENTIALS_HANG" ? "/api/diagnostics" : "/api/auth";
    it(`tells ${failure.name} apart, with the way out`, async () => {
      using _environment = inProcess(place.environment(failure));
      await using test = await testConsole({
        mode: "aws",
        profile: failure.profile ?? "farm",
        keys: undefined,
        endpoint: undefined,
        ...(failure.isOffline && { region: "nowhere-1" }),
      });
      await using served = await serve(test.console);
      const text = await (await served.ask(path)).text();
      const { data } = JSON.parse(text) as { data: AuthState | Diagnostics };
      const state = "auth" in data ? data.auth : data;
      assertEquals([state.problem, state.apiAvailable], [failure.problem, false]);
      assertMatch(state.message!, failure.message);
      assertMatch(state.hint!, failure.hint);
      assert(!text.includes(place.farm.credentials.secretAccessKey));
    });
  }
});
