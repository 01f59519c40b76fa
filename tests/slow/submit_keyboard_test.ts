import { assertEquals } from "@std/assert";
import { BROWSER_TEST, setStage } from "../browser/_stage.ts";

Deno.test("a form is filled in and sent with the keyboard alone", BROWSER_TEST, async () => {
  await using stage = await setStage();
  const page = await stage.open("/submit");
  await page.getByRole("button", { name: /every-parameter/ }).first().waitFor();
  const { keyboard } = page;
  /** Goes on with Tab until what has the focus is called so. */
  const tabTo = async (name: RegExp) => {
    for (let presses = 0; presses < 80; presses++) {
      await keyboard.press("Tab");
      const focused = await page.evaluate(() => {
        const at = document.activeElement as HTMLElement & { labels?: NodeListOf<HTMLElement> };
        const label = [...at.labels ?? []].map((one) => one.textContent).join(" ");
        return `${at.getAttribute("aria-label") ?? ""} ${label} ${at.innerText ?? ""}`;
      });
      if (name.test(focused)) return;
    }
    throw new Error(`Tab never came to ${name}`);
  };
  await tabTo(/every-parameter/);
  await keyboard.press("Enter");
  await page.getByRole("heading", { name: "Every parameter" }).waitFor();
  await tabTo(/Shared settings/);
  await tabTo(/^ *Name/);
  await keyboard.press("Control+a");
  await keyboard.type("By keyboard");
  await tabTo(/Priority/);
  await keyboard.type("500");
  await page.getByText("A whole number from 0 to 100").waitFor();
  // The foot leads to what is wrong.
  await tabTo(/needs attention/);
  await keyboard.press("Enter");
  await tabTo(/Priority/);
  await keyboard.press("Enter");
  await page.waitForFunction(() => document.activeElement?.id === "priority");
  await keyboard.press("Backspace");
  // Tabs are one stop, and arrows go from one to the next.
  await tabTo(/every-parameter/);
  await tabTo(/Shared settings/);
  await keyboard.press("ArrowRight");
  await page.getByRole("tab", { name: "Job parameters", selected: true }).waitFor();
  await tabTo(/Shot/);
  await keyboard.press("Control+a");
  await keyboard.type("sh999");
  await tabTo(/^ *Submit/);
  await keyboard.press("Enter");
  const link = page.getByRole("link", { name: "Open the job" });
  await link.waitFor();
  await link.focus();
  await keyboard.press("Enter");
  await page.getByRole("heading", { name: "By keyboard" }).waitFor();
  await page.getByRole("tab", { name: "Parameters" }).click();
  await page.getByText("sh999").waitFor();
  assertEquals(stage.problems, []);
});
