import { assert, assertEquals } from "@std/assert";
import { setSettings } from "@deadline/client/config";
import { BROWSER_TEST, setStage } from "../browser/_stage.ts";

const PAGES = ["/jobs", "/submit", "/workers", "/settings", "/diagnostics"];
const PASSWORD = "canary-proxy-password";

Deno.test(
  "no key, token or password is in an address, in what a browser keeps, or in a page",
  BROWSER_TEST,
  async () => {
    await using stage = await setStage();
    const { path } = stage.console.selection;
    const https_proxy = `http://mara:${PASSWORD}@127.0.0.1:1`;
    await setSettings({ "settings.https_proxy": https_proxy }, { path });
    const addresses: string[] = [];
    const page = await stage.open(undefined, (page) => {
      page.on("request", (request) => addresses.push(request.url()));
    });
    const [cookie] = await page.context().cookies(stage.origin);
    const secrets: Record<string, string> = {
      "the secret key": stage.farm.credentials.secretAccessKey,
      "the key of workers": stage.farm.bootstrapCredentials.secretAccessKey,
      "the password of the proxy": PASSWORD,
      "the launch token": stage.token,
      "the session": cookie.value,
    };
    const found: string[] = [];
    const look = (where: string, text: string) => {
      for (const [name, secret] of Object.entries(secrets)) {
        if (text.includes(secret)) found.push(`${where} shows ${name}`);
      }
      if (/Signature=[0-9a-f]{64}/.test(text)) found.push(`${where} shows a signature`);
    };
    stage.proxy.change({
      rules: [{ operation: "ListFleets", error: { status: 403, code: "AccessDeniedException" } }],
    });
    for (const address of PAGES) {
      await page.goto(address);
      await page.getByRole("button", { name: /^Sign-in: local/ }).click();
      await page.getByRole("region", { name: "Sign-in" }).getByText("Signed in").waitFor();
      if (address === "/settings") await page.getByRole("textbox", { name: "Proxy" }).waitFor();
      if (address === "/diagnostics") await page.getByText("Clock").first().waitFor();
      const kept = await page.evaluate(() => ({
        local: { ...localStorage },
        session: { ...sessionStorage },
        cookie: document.cookie,
        page: document.documentElement.outerHTML,
        values: [...document.querySelectorAll("input, textarea")].map((one) =>
          (one as HTMLInputElement).value
        ),
        history: JSON.stringify(history.state) ?? "",
        title: document.title,
      }));
      const proxy = kept.values.find((value) => value.includes("mara:"));
      if (address === "/settings") assertEquals(proxy, "http://mara:********@127.0.0.1:1");
      assert(kept.page.length > 1000 && Object.keys(kept.session).length > 0);
      assertEquals(kept.cookie, "", "scripts see no cookie");
      for (const [name, value] of Object.entries(kept)) {
        look(`${name} of ${address}`, JSON.stringify(value));
      }
    }
    assert(addresses.length > 20);
    // The last page was that of the diagnostics, with the errors of all before.
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Copy all" }).click();
    await page.waitForFunction(async () => (await navigator.clipboard.readText()) !== "");
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    const { errors, versions } = JSON.parse(copied);
    assert(errors.length > 0 && versions, copied);
    look("what the diagnostics copy", copied);
    look("an address", addresses.join("\n"));
    assertEquals(found, []);
  },
);
