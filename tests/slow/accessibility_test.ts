import { assertEquals } from "@std/assert";
import axe from "axe-core";
import type { Page } from "playwright-core";
import { makeJob, makeOutput } from "../browser/_jobs.ts";
import { BROWSER_TEST, setStage } from "../browser/_stage.ts";

/** All rules in the light look; the dark one differs in colours alone. */
const RULES = {
  light: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
  dark: { type: "rule", values: ["color-contrast"] },
};

/** What breaks WCAG 2.2 AA on the page, as far as a machine can tell. */
async function violations(page: Page, look: keyof typeof RULES): Promise<string[]> {
  await page.evaluate(axe.source);
  return await page.evaluate(async (runOnly) => {
    // deno-lint-ignore no-explicit-any -- put there by the line above
    const { violations } = await (globalThis as any).axe.run(document, { runOnly });
    return violations.flatMap((one: { id: string; nodes: { target: string[] }[] }) =>
      one.nodes.map(({ target }) => `${one.id}: ${target.join(" ")}`)
    );
  }, RULES[look]);
}

Deno.test("every page, layer and look keeps to WCAG 2.2 AA", BROWSER_TEST, async (t) => {
  await using stage = await setStage({ weather: true });
  const { farmId, queueId } = stage.farm;
  const jobId = await makeJob(stage, { name: "sh040_light", frames: 3 });
  await makeOutput(stage, jobId, { "note.txt": "hello" });
  const page = await stage.open("/jobs");
  const show = async (path: string) => {
    await page.goto(stage.origin + path);
    await page.getByRole("button", { name: "Queue Default queue", exact: true }).waitFor();
  };

  await page.emulateMedia({ reducedMotion: "reduce" });
  const check = (name: string, prepare: () => Promise<void>) =>
    t.step(name, async () => {
      await prepare();
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme });
        assertEquals(await violations(page, colorScheme), [], colorScheme);
      }
    });
  await check("jobs", async () => {
    await show("/jobs");
    await page.getByRole("checkbox", { name: "Select sh040_light" }).click();
  });
  await check("a question before a change", async () => {
    await page.getByRole("button", { name: "Cancel…" }).click();
  });
  await check("a job", async () => {
    await show(`/jobs/${jobId}?farm=${farmId}&queue=${queueId}`);
    await page.getByText("Frame 3").waitFor();
  });
  await check("submit", async () => {
    await show("/submit");
    await page.getByRole("button", { name: /hello/i }).first().click();
    await page.getByRole("button", { name: "Submit", exact: true }).waitFor();
  });
  await check("submit, what is wrong with host requirements", async () => {
    await page.getByRole("tab", { name: "Host requirements" }).click();
    await page.getByLabel(/Run on workers that meet/).click();
    await page.getByRole("button", { name: "Add an amount" }).click();
    await page.getByRole("button", { name: "Add an attribute" }).click();
    await page.getByRole("button", { name: "need attention" }).click();
  });
  await check("submit, files to add", async () => {
    await page.keyboard.press("Escape");
    await page.getByRole("tab", { name: "Attachments" }).click();
    await page.getByRole("button", { name: "Add… to input files" }).click();
    await page.getByText("Allow a folder below").waitFor();
  });
  await check("the output of a job", async () => {
    await show(`/jobs/${jobId}?farm=${farmId}&queue=${queueId}&tab=files`);
    await page.getByText("note.txt").click();
    await page.locator(".text-box").waitFor();
  });
  await check("a download", async () => {
    await page.getByRole("button", { name: "Download output…" }).click();
    await page.getByRole("dialog").getByText("1 file, 5 bytes").waitFor();
  });
  await check("settings with an open list", async () => {
    await show("/settings");
    await page.getByRole("button", { name: "Default farm" }).click();
    await page.getByRole("listbox").getByRole("option").first().waitFor();
  });
  await check("the sign-in", async () => {
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Sign-in:" }).click();
    await page.getByText("Switch profile").waitFor();
  });
  await check("workers", () => show("/workers"));
  await check("diagnostics", () => show("/diagnostics"));
  await check("weather", async () => {
    await show("/weather");
    await page.getByText("Rules", { exact: true }).click();
    await page.getByRole("button", { name: "Put in force" }).waitFor();
  });
  await check("the tray", async () => {
    await page.getByRole("button", { name: "in flight" }).click();
  });
  await check("the palette", async () => {
    await page.keyboard.press("Escape");
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox", { name: "Search or run" }).waitFor();
  });
});
