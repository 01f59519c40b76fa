import { assertEquals } from "@std/assert";
import { select } from "@/server/select.ts";
import { FARM, QUEUE, testConsole } from "./_console.ts";

Deno.test("a first run is over once a farm and a queue were chosen, also after a restart", async () => {
  await using test = await testConsole({ isFirstRun: true });
  const { console, dataDir } = test;
  assertEquals((await console.connection()).isFirstRun, true);
  await select(console, { farmId: FARM }, [console.profile]);
  assertEquals((await console.connection()).isFirstRun, true, "a farm alone is no use");
  await select(console, { farmId: FARM, queueId: QUEUE }, [console.profile]);
  assertEquals((await console.connection()).isFirstRun, undefined);
  await using again = await testConsole({ isFirstRun: true, configFile: `${dataDir}/config` });
  assertEquals((await again.console.connection()).isFirstRun, undefined);
});

Deno.test("a first run is over once a job was submitted, and every tab is told", async () => {
  await using test = await testConsole({ isFirstRun: true });
  const { console } = test;
  const leave = new AbortController();
  const events = console.workstation.events(leave.signal);
  const next = events.next();
  await console.wasSubmitted("/bundles/hello");
  assertEquals((await console.connection()).isFirstRun, undefined);
  assertEquals((await next).value?.data, {
    what: "connection",
    count: 1,
    profile: console.profile,
  });
  leave.abort();
  await events.return(undefined);
});
