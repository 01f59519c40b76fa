import { assert, assertEquals } from "@std/assert";
import { BROWSER_TEST, setStage } from "./_stage.ts";

Deno.test(
  "of two farms chosen in quick succession only the newest one's queues ever show",
  BROWSER_TEST,
  async () => {
    await using stage = await setStage();
    const { proxy } = stage;
    const page = await stage.open("/settings");
    await page.getByRole("button", { name: "Default farm: Local farm" }).waitFor();
    // The first list of queues takes long, later ones do not: the old answer comes last.
    proxy.change({ rules: [{ operation: "ListQueues", times: 1, latency: { ms: 5000 } }] });
    proxy.forget();

    const seen = await page.evaluateHandle(() => {
      const names = new Set<string>();
      const look = () => {
        const farm = document.querySelector("[aria-label^='Default farm:']")?.textContent ?? "";
        for (const option of document.querySelectorAll("[role=option]")) {
          names.add(`${farm}: ${option.textContent}`);
        }
      };
      new MutationObserver(look).observe(document.body, { subtree: true, childList: true });
      return names;
    });
    const choose = async (now: string, name: string) => {
      await page.getByRole("button", { name: `Default farm: ${now}` }).click();
      await page.getByRole("option", { name }).click();
    };
    await choose("Local farm", "Sandbox");
    await proxy.sighting(({ operation }) => operation === "ListQueues");
    await choose("Sandbox", "Local farm");
    await page.getByRole("button", { name: "Default queue: Default queue" }).waitFor();
    await page.getByRole("button", { name: "Default queue: Default queue" }).click();
    await page.getByRole("option", { name: "Default queue" }).waitFor();

    const slow = await proxy.sighting(({ operation, clientLeftAt }) =>
      operation === "ListQueues" && clientLeftAt !== undefined
    );
    assert(slow.answeredAt === undefined, "the older call was closed, not waited for");
    const names = await seen.evaluate((set) => [...set]);
    const wrong = names.filter((name) => name.startsWith("Sandbox") && name.includes("Default"));
    assertEquals(wrong, []);
    const options = await page.getByRole("listbox").getByRole("option").allTextContents();
    assertEquals(options, ["Default queue"]);
    assertEquals((await stage.console.selection.read()).farmId, stage.farm.farmId);
    assertEquals(stage.problems, []);
  },
);
