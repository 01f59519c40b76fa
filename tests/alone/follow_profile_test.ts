import { assertEquals } from "@std/assert";
import { setSettings } from "@deadline/client/config";
import { BROWSER_TEST, setStage } from "../browser/_stage.ts";

Deno.test(
  "a profile that another program chooses shows in the header, with the way back",
  BROWSER_TEST,
  async () => {
    await using stack = new AsyncDisposableStack();
    const folder = await Deno.makeTempDir();
    stack.defer(() => Deno.remove(folder, { recursive: true }));
    const change = (name: string, value: string) => {
      const before = Deno.env.get(name);
      Deno.env.set(name, value);
      stack.defer(() => before === undefined ? Deno.env.delete(name) : Deno.env.set(name, before));
    };
    const settings = `${folder}/config`;
    change("DEADLINE_CONFIG_FILE_PATH", settings);
    change("AWS_CONFIG_FILE", `${folder}/aws`);
    change("AWS_SHARED_CREDENTIALS_FILE", `${folder}/keys`);
    const stage = stack.use(await setStage({ fixed: false }));
    const { credentials, region } = stage.farm;
    change("AWS_ENDPOINT_URL", stage.proxy.endpoint);
    await Deno.writeTextFile(
      `${folder}/aws`,
      `[profile studio]\nregion = ${region}\naws_access_key_id = ${credentials.accessKeyId}\n` +
        `aws_secret_access_key = ${credentials.secretAccessKey}\n`,
    );

    const page = await stage.open("/settings");
    await page.getByRole("button", { name: "Sign-in: local · ready" }).waitFor();
    await page.getByRole("button", { name: "AWS profile: Local farm" }).waitFor();
    await setSettings({ "defaults.aws_profile_name": "studio" }, { path: settings });
    await page.getByRole("button", { name: "Sign-in: studio · ready" }).waitFor();
    await page.getByRole("button", { name: "AWS profile: studio" }).waitFor();
    const notice = page.getByRole("status").filter({ hasText: "Another program chose studio" });
    await notice.getByText("this console was on Local farm").waitFor();

    await notice.getByRole("button", { name: "Go back to Local farm" }).click();
    await page.getByRole("button", { name: "AWS profile: Local farm" }).waitFor();
    await page.getByRole("button", { name: "Sign-in: local · ready" }).waitFor();
    assertEquals(await notice.count(), 0);
    assertEquals(stage.problems, []);
  },
);
