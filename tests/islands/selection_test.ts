import { assertEquals } from "@std/assert";
import { lineage, override, saved, setOverride, view, viewOfQuery } from "@/client/selection.ts";
import { applySaved } from "@/client/selection.ts";
import { themeOfCookie } from "@/client/theme.ts";

Deno.test("a link shows its farm and queue without changing what is chosen", () => {
  applySaved({ profile: "work", farmId: "farm-1", queueId: "queue-1" });
  assertEquals(lineage(), ["work", "farm-1", "queue-1"]);
  setOverride(viewOfQuery(new URLSearchParams("farm=farm-2&queue=queue-2")));
  assertEquals(view.value, { farmId: "farm-2", queueId: "queue-2" });
  assertEquals(saved.value?.farmId, "farm-1");

  applySaved({ profile: "work", farmId: "farm-2", queueId: "queue-2" });
  assertEquals(override.value, undefined, "a view that is the configuration is no override");
  assertEquals(viewOfQuery(new URLSearchParams("queue=queue-2")), undefined);
  saved.value = undefined;
});

Deno.test("the look is read from its cookie, and nonsense means the system's own", () => {
  assertEquals(themeOfCookie("a=b; theme=dark"), "dark");
  assertEquals(themeOfCookie("theme=light"), "light");
  assertEquals(themeOfCookie('theme="><script>'), "auto");
  assertEquals(themeOfCookie("mytheme=dark"), "auto");
  assertEquals(themeOfCookie(null), "auto");
});
