import { assertEquals } from "@std/assert";
import { BROWSER_TEST, setStage } from "../browser/_stage.ts";

Deno.test(
  "the weather changes by a click, and the page tells what it did",
  BROWSER_TEST,
  async () => {
    await using stage = await setStage({ weather: true });
    const page = await stage.open("/weather");
    await page.getByText("The weather is calm.").waitFor();
    await page.getByRole("button", { name: "Stalled" }).click();
    await page.getByText("1 rule in force").waitFor();

    const workers = await page.context().newPage();
    await workers.goto(`${stage.origin}/workers`);
    await stage.proxy.sighting(({ operation }) => operation === "ListFleets");
    await workers.close();
    const left = page.getByRole("row").filter({ hasText: "ListFleets" }).filter({
      hasText: "stall",
    });
    await left.filter({ hasText: /none\s*after/ }).first().waitFor();

    await page.getByText("Rules", { exact: true }).click();
    const rules = page.getByRole("textbox", { name: "Rules as JSON" });
    await rules.fill(`{"rules": [`);
    assertEquals(await page.getByRole("button", { name: "Put in force" }).isDisabled(), true);
    await rules.fill(
      `{"rules": [{"operation": "ListQueues", "latency": {"ms": 1}}, {"operation": 7}]}`,
    );
    await page.getByRole("button", { name: "Put in force" }).click();
    await page.getByText(/rules\[1\]/).waitFor();
    await page.getByRole("button", { name: "Calm" }).click();
    await page.getByText("The weather is calm.").waitFor();
    assertEquals(stage.problems, []);
  },
);
