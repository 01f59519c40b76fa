import { assertEquals, assertRejects } from "@std/assert";
import { Stopped, TaskError } from "@deadline/client/task";
import { select, type SelectionChange } from "@/server/select.ts";
import { FARM, QUEUE, testConsole } from "./_console.ts";

const OTHER = `farm-${"c".repeat(32)}`;

Deno.test("a choice that a newer one took the place of is not saved; one whose page left is", async () => {
  await using test = await testConsole();
  const { selection } = test.console;
  const under = [test.console.profile];
  await assertRejects(() => select(test.console, { farmId: OTHER }, under, () => false), Stopped);
  assertEquals((await selection.read()).farmId, FARM);
  await select(test.console, { farmId: OTHER, queueId: QUEUE }, under, () => true);
  assertEquals(await selection.read(), { farmId: OTHER, queueId: QUEUE });
});

Deno.test("a choice made under what the console no longer talks to is not saved", async () => {
  await using test = await testConsole();
  // It was let in before the change, and its body came after.
  await assertRejects(() => select(test.console, { farmId: OTHER }, ["work"]), TaskError, "work");
  await assertRejects(() => select(test.console, { farmId: OTHER }, ["(default)"]), TaskError);
  assertEquals((await test.console.selection.read()).farmId, FARM);
});

Deno.test("what was chosen for the person never takes the place of what somebody chose", async () => {
  await using test = await testConsole({ suggest: undefined });
  const { console } = test;
  const choose = (change: SelectionChange) => select(console, change, [console.profile]);
  await choose({ farmId: FARM, isOnly: true });
  await choose({ farmId: FARM, queueId: QUEUE, isOnly: true });
  assertEquals(await console.selection.read(), { farmId: FARM, queueId: QUEUE });
  await choose({ farmId: OTHER });
  await assertRejects(() => choose({ farmId: FARM, queueId: QUEUE, isOnly: true }), Stopped);
  await choose({ farmId: OTHER, queueId: QUEUE });
  const another = `queue-${"d".repeat(32)}`;
  await assertRejects(() => choose({ farmId: OTHER, queueId: another, isOnly: true }), Stopped);
  assertEquals(await console.selection.read(), { farmId: OTHER, queueId: QUEUE });
});

Deno.test("choosing what is talked to already ends nothing that is under way", async () => {
  await using test = await testConsole();
  const { console } = test;
  const { session, revision } = console;
  assertEquals((await console.connection()).fixedBy, "--local");
  await console.connectToFarm();
  assertEquals([console.session === session, console.revision], [true, revision]);
  assertEquals(
    (await console.connection()).fixedBy,
    undefined,
    "though it is a choice from now on",
  );
});
