import { assertEquals } from "@std/assert";
import { FakeTime } from "@std/testing/time";
import { leave, leaving, stay, takesAway } from "@/client/leaving.ts";
import { act } from "@/client/act.ts";
import { Resource } from "@/client/resource.ts";

/** A panel whose loads never end, and the signals of them. */
function panel(key: string) {
  const resource = new Resource<string>(key);
  const loads: AbortSignal[] = [];
  const show = () =>
    resource.ask({
      name: "List",
      of: "it",
      async *load({ signal }) {
        loads.push(signal);
        await new Promise((_, reject) => signal.addEventListener("abort", reject, { once: true }));
        yield { data: "never" };
      },
    });
  return { resource, loads, show };
}

Deno.test("only a navigation that takes the page away stops its reads", () => {
  const away = {
    hashChange: false,
    downloadRequest: null,
    destination: { sameDocument: false },
    defaultPrevented: false,
  };
  assertEquals(takesAway(away), true);
  for (
    const other of [
      { hashChange: true },
      { downloadRequest: "file.zip" },
      { downloadRequest: "" },
      { destination: { sameDocument: true } },
      { defaultPrevented: true },
    ]
  ) assertEquals(takesAway({ ...away, ...other }), false, JSON.stringify(other));
});

Deno.test("a page that is about to go stops what it reads, and reads it again if it stays", () => {
  using _ = new FakeTime();
  const { resource, loads, show } = panel("leaving.one");
  show();
  leave();
  assertEquals([loads.length, loads[0].aborted, leaving.value], [1, true, true]);
  assertEquals(resource.state.value.waiting, "short", "the panel looks as it did");
  stay();
  assertEquals([loads.length, loads[1].aborted, leaving.value], [2, false, false]);
  stay();
  assertEquals(loads.length, 2);
  resource.clear();
});

Deno.test("a page that is still there after two seconds counts as one that stays", () => {
  using time = new FakeTime();
  const { resource, loads, show } = panel("leaving.late");
  show();
  leave();
  time.tick(1_900);
  assertEquals(loads.length, 1);
  time.tick(200);
  assertEquals([loads.length, loads[1].aborted], [2, false]);
  resource.clear();
});

Deno.test("a panel that went meanwhile asks for nothing", () => {
  using _ = new FakeTime();
  const { resource, loads, show } = panel("leaving.gone");
  show();
  leave();
  resource.clear();
  stay();
  assertEquals(loads.length, 1);
});

Deno.test("a change that is on its way is not stopped by a link", () => {
  using _ = new FakeTime();
  let seen: AbortSignal | undefined;
  const task = act("Cancel the job", ({ signal }) => {
    seen = signal;
    return new Promise(() => {});
  });
  leave();
  assertEquals(seen?.aborted, false);
  stay();
  task.cancel("user");
});
