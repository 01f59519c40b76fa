import { assert, assertEquals } from "@std/assert";
import { makeJob } from "../browser/_jobs.ts";
import { pressEverything, type Responsiveness, visitsOf } from "../browser/_responsiveness.ts";
import { BROWSER_TEST, setStage } from "../browser/_stage.ts";

/** Milliseconds within which a control answers. */
const ANSWER = 100;
/** Milliseconds that a task of the main thread may take. */
const TASK = 50;
/** A page that waits for the farm, which holds each call for 30 s, takes longer than any busy machine. */
const FROZEN = 5_000;

/** What is wrong with how a page answered, by the computing time that it needed itself. */
function faultsOf({ answers, longest }: Responsiveness): string[] {
  const slow = answers.filter(({ cpu, wall }) => cpu > ANSWER || wall > FROZEN);
  const long = longest.filter(({ cpu, wall }) => cpu > TASK || wall > FROZEN);
  return [
    ...slow.map((one) => `did not answer in ${ANSWER} ms: ${JSON.stringify(one)}`),
    ...long.map((one) => `a task of more than ${TASK} ms: ${JSON.stringify(one)}`),
  ];
}

Deno.test(
  "every control of every page answers at once while the farm holds each call for 30 seconds",
  BROWSER_TEST,
  async () => {
    await using stage = await setStage({ weather: true });
    const job = await makeJob(stage, { name: "shot", frames: 3 });
    const visits = await visitsOf(job);
    assert(visits.length >= 10, `only ${visits.length} pages`);
    const all = await pressEverything(stage, visits);
    const controls = all.flatMap(({ pressed }) => pressed);
    assert(controls.length > 100, `only ${controls.length} controls were found`);
    const slow = all.filter((one) => faultsOf(one).length > 0);
    if (slow.length > 0) {
      // Once more, in case the machine was busy with other things: what is slow stays slow.
      const pressed = slow.flatMap(({ pressed }) => pressed);
      const others = new Set(controls).difference(new Set(pressed));
      const again = await pressEverything(stage, slow.map(({ visit }) => visit), others);
      assertEquals(again.flatMap(faultsOf), []);
    }
    assertEquals(stage.problems, []);
  },
);
