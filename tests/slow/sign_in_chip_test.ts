import { assertEquals } from "@std/assert";
import type { FaultRule } from "@/farm/faults/mod.ts";
import { BROWSER_TEST, setStage, type Stage } from "../browser/_stage.ts";

const STATES: { rules: FaultRule[]; chip: string; says: RegExp; fix: RegExp }[] = [
  {
    rules: [{ operation: "ListFarms", error: { status: 403, code: "AccessDeniedException" } }],
    chip: "local · no access",
    says: /Cannot list farms/,
    fix: /Ask the farm's administrator for access/,
  },
  {
    rules: [{ operation: "*", clockSkewSeconds: -7_200 }],
    chip: "local · clock is off",
    says: /the clock of this machine is 2 hours ahead of the service's/,
    fix: /Set the clock of this machine/,
  },
  {
    rules: [{ operation: "*", reset: "before" }],
    chip: "local · wrong endpoint",
    says: /no connection to the service/,
    fix: /Nothing answers at http:\/\/127\.0\.0\.1:\d+: start it/,
  },
  {
    rules: [{ operation: "ListFarms", expired: true }],
    chip: "local · sign in",
    says: /security token included in the request is expired/,
    fix: /Sign in again/,
  },
];

Deno.test(
  "the chip in the header tells each failure apart, with the way out, and goes back to ready",
  BROWSER_TEST,
  async (t) => {
    await using stage = await setStage({ isFirstRun: true });
    await t.step("the first run explains itself in three lines", () => seeFirstRun(stage));
    const page = await stage.open("/diagnostics");
    await page.getByRole("button", { name: "Sign-in: local · ready" }).click();
    const panel = page.getByRole("region", { name: "Sign-in" });
    for (const { rules, chip, says, fix } of STATES) {
      await t.step(chip, async () => {
        stage.proxy.change({ rules });
        await panel.getByRole("button", { name: "Refresh" }).click();
        await page.getByRole("button", { name: `Sign-in: ${chip}` }).waitFor();
        await panel.getByText("What is wrong").waitFor();
        await panel.getByText(says).waitFor();
        await panel.getByText(fix).waitFor();
        assertEquals(await panel.evaluate(hidden), [], "all of it can be read");
        stage.proxy.change({ rules: [] });
        await panel.getByRole("button", { name: "Refresh" }).click();
        await page.getByRole("button", { name: "Sign-in: local · ready" }).waitFor();
        assertEquals(await panel.getByText("What is wrong").count(), 0);
      });
    }
    assertEquals(stage.problems, []);
  },
);

/** Parts of a panel whose text reaches beyond it. */
function hidden(panel: Element): string[] {
  return [panel, ...panel.querySelectorAll("p, ul, section")]
    .filter((part) => part.scrollWidth > part.clientWidth + 1)
    .map((part) => part.textContent ?? "");
}

/** What a person sees who has no AWS credentials; it goes away for good. */
async function seeFirstRun(stage: Stage): Promise<void> {
  const page = await stage.open("/jobs");
  const steps = page.getByRole("region", { name: "First steps" });
  await steps.waitFor();
  assertEquals(await steps.locator("p").count(), 3);
  await steps.getByText("aws configure sso").first().waitFor();
  await steps.getByRole("button", { name: "Use the local farm" }).click();
  await steps.waitFor({ state: "detached" });
  await page.reload();
  await page.getByRole("button", { name: "Sign-in: local · ready" }).waitFor();
  assertEquals(await steps.count(), 0);
}
