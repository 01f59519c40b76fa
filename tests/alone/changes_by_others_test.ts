import { assert, assertEquals, assertMatch } from "@std/assert";
import type { Locator, Page } from "playwright-core";
import { startFarm } from "@deadline/farm";
import { ensureBuild } from "@/server/start/build.ts";
import { BROWSER_TEST, launchBrowser, watchProblems } from "../browser/_stage.ts";
import { homeEnvironment } from "../farm/_environment.ts";
import { startConsole } from "../server/_start.ts";

/** Milliseconds from the moment a file is replaced until a page shows it. */
const PROMISED = 1000;

/** Another program, which replaces files by renaming and says when it did. */
const OTHER_PROGRAM = `
  const [path, text] = Deno.args;
  await Deno.writeTextFile(path + ".new", text);
  await Deno.rename(path + ".new", path);
  console.log(Date.now());
`;

/** Replaces a file from another process; gives when, in milliseconds since the epoch. */
async function write(path: string, text: string): Promise<number> {
  const args = ["eval", "--no-config", OTHER_PROGRAM, path, text];
  const { stdout, success } = await new Deno.Command(Deno.execPath(), { args }).output();
  assert(success);
  return Number(new TextDecoder().decode(stdout));
}

/**
 * When something of the page first looks so, in milliseconds since the epoch; the page itself looks,
 * for as long as anybody might wait.
 */
function seenAt(of: Locator, isSo: "value" | "text", wanted: string): Promise<number> {
  return of.evaluate((element, [isSo, wanted]) =>
    new Promise<number>((resolve) => {
      const end = Date.now() + 20_000;
      const look = () => {
        const { value } = element as HTMLInputElement;
        const shown = isSo === "value" ? value : element.textContent ?? "";
        if (isSo === "value" ? shown === wanted : shown.includes(wanted)) resolve(Date.now());
        else if (Date.now() > end) resolve(Infinity);
        else requestAnimationFrame(look);
      };
      look();
    }), [isSo, wanted] as const);
}

Deno.test(
  "what another process writes to the settings or the AWS files shows on the page within a second",
  BROWSER_TEST,
  async (t) => {
    await using stack = new AsyncDisposableStack();
    const home = await Deno.makeTempDir({ prefix: "others-" });
    stack.defer(() => Deno.remove(home, { recursive: true }));
    await ensureBuild(() => {});
    const farm = stack.use(await startFarm({ dataDir: `${home}/farm`, workers: 0 }));
    const settings = `${home}/.deadline/config`;
    const profiles = `${home}/.aws/config`;
    await Deno.mkdir(`${home}/.deadline`);
    await Deno.mkdir(`${home}/.aws`);
    const { accessKeyId, secretAccessKey } = farm.credentials;
    const profile = (name: string, secret: string) =>
      `[profile ${name}]\nregion = ${farm.region}\naws_access_key_id = ${accessKeyId}\n` +
      `aws_secret_access_key = ${secret}\n`;
    const set = (retries: string, more = "") =>
      write(
        settings,
        `[defaults]\naws_profile_name = studio\n\n[settings]\nmax_retries_per_task = ${retries}\n` +
          `${more}\n`,
      );
    await write(profiles, profile("studio", secretAccessKey));
    await set("5");
    const started = await startConsole(["--data", `${home}/console`], {
      ...homeEnvironment(home),
      DEADLINE_CONFIG_FILE_PATH: "",
      AWS_CONFIG_FILE: "",
      AWS_SHARED_CREDENTIALS_FILE: "",
      AWS_PROFILE: "",
      AWS_ENDPOINT_URL: farm.endpoint,
    });
    stack.defer(async () => assertEquals((await started.end()).errors, ""));
    const browser = await launchBrowser();
    stack.defer(() => browser.close());
    const context = await browser.newContext({ baseURL: started.url.origin });
    const [name, value] = started.cookie.split("=");
    await context.addCookies([{ name, value, url: started.url.origin }]);
    const page: Page = await context.newPage();
    const problems: string[] = [];
    watchProblems(page, problems);
    await page.goto("/settings");
    const retries = page.getByRole("textbox", { name: "Maximum retries per task" });
    const chip = page.getByRole("button", { name: /^Sign-in: / });
    await page.getByRole("button", { name: "Sign-in: studio · ready" }).waitFor();
    assertEquals(await retries.inputValue(), "5");

    const within = (change: number, seen: number) => {
      const took = seen - change;
      console.log(`shown after ${took} ms`);
      assert(took <= PROMISED, `it was shown after ${took} ms`);
    };

    await t.step("a setting that nobody is changing is shown as it is now", async () => {
      for (const value of ["7", "8"]) {
        const seen = seenAt(retries, "value", value);
        within(await set(value), await seen);
      }
    });

    await t.step("what was typed stays, with a warning that names both values", async () => {
      const failures = page.getByRole("textbox", { name: "Maximum failed tasks" });
      await failures.fill("33");
      await retries.fill("9");
      const form = page.locator("form.settings-form");
      const seen = seenAt(form, "text", "it is now 3, you want 9");
      within(await set("3"), await seen);
      assertEquals([await retries.inputValue(), await failures.inputValue()], ["9", "33"]);
      assert(await page.getByRole("button", { name: "Apply" }).isDisabled());
      await page.getByRole("button", { name: "Keep mine" }).click();
      await page.getByRole("button", { name: "Apply" }).click();
      await page.getByText("Nothing changed").waitFor();
      assertMatch(await Deno.readTextFile(settings), /max_retries_per_task = 9\n/);
      assertMatch(await Deno.readTextFile(settings), /max_failed_tasks_count = 33\n/);
    });

    await t.step(
      "a file that is broken is named, and once it is put right the page goes on",
      async () => {
        await retries.fill("12");
        const body = page.locator("main");
        const named = seenAt(body, "text", `${settings}:3: the section [settings] comes twice`);
        within(await write(settings, "[settings]\nlog_level = DEBUG\n[settings]\n"), await named);
        const conflict = seenAt(body, "text", "it is now 6, you want 12");
        within(await set("6"), await conflict);
        assertEquals(await retries.inputValue(), "12", "what was typed is still there");
        await page.getByRole("button", { name: "Take theirs" }).click();
        assertEquals(await retries.inputValue(), "6");
      },
    );

    await t.step("the sign-in follows the AWS files", async () => {
      const lost = seenAt(chip, "text", "studio · wrong keys");
      within(await write(profiles, profile("studio", "other")), await lost);
      const back = seenAt(chip, "text", "studio · ready");
      within(await write(profiles, profile("studio", secretAccessKey)), await back);
    });

    await t.step("a profile that was made elsewhere can be chosen", async () => {
      await page.getByRole("button", { name: "AWS profile: studio" }).click();
      const list = page.getByRole("listbox");
      await list.getByRole("option", { name: "studio" }).waitFor();
      const seen = seenAt(list, "text", "other-studio");
      const both = profile("studio", secretAccessKey) + profile("other-studio", secretAccessKey);
      within(await write(profiles, both), await seen);
    });
    assertEquals(problems, []);
  },
);
