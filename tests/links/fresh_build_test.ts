import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { chromium, type Page } from "playwright-core";

const APP = join(import.meta.dirname as string, "fresh_app");

/** A built app that is served. */
interface Served extends AsyncDisposable {
  /** Where it is served. */
  url: string;
  /** The folder of the build. */
  outDir: string;
}

/** Builds the app and serves what was built, both as people do it. */
async function buildAndServe(): Promise<Served> {
  const outDir = await Deno.makeTempDir({ dir: APP, prefix: "_fresh_" });
  try {
    const build = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", join(APP, "build.ts"), outDir],
      stderr: "inherit",
      stdout: "null",
    }).output();
    assert(build.success, "the app was not built");
  } catch (error) {
    await Deno.remove(outDir, { recursive: true });
    throw error;
  }
  const server = new Deno.Command(Deno.execPath(), {
    args: ["serve", "-A", "--host", "127.0.0.1", "--port", "0", join(outDir, "server.js")],
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const stderr = server.stderr.pipeThrough(new TextDecoderStream()).getReader();
  let said = "";
  let url: string | undefined;
  while (url === undefined) {
    const { done, value } = await stderr.read();
    if (done) throw new Error(`the app was not served: ${said}`);
    said += value;
    url = /http:\/\/127\.0\.0\.1:\d+/.exec(said)?.[0];
  }
  return {
    url,
    outDir,
    async [Symbol.asyncDispose]() {
      server.kill("SIGTERM");
      await server.status;
      await stderr.cancel();
      await Deno.remove(outDir, { recursive: true });
    },
  };
}

async function get(url: string, init?: RequestInit) {
  const response = await fetch(url, { redirect: "manual", ...init });
  return { status: response.status, text: await response.text(), headers: response.headers };
}

Deno.test("a built app is served by its own module", async (t) => {
  await using app = await buildAndServe();

  await t.step("files make routes, with layouts, middlewares and the document", async () => {
    const { status, text } = await get(`${app.url}/jobs/7`);
    assertEquals(status, 200);
    assertStringIncludes(text, '<body data-user="kim"><section><p>job 7 ');
    assertStringIncludes((await get(`${app.url}/jobs`)).text, "<p>all jobs</p>");
    assertStringIncludes((await get(`${app.url}/a/b`)).text, "<body><p>rest: a/b</p></body>");
    const posted = await get(`${app.url}/jobs/7`, { method: "POST" });
    assertEquals(JSON.parse(posted.text), { posted: "7" });
  });

  await t.step("an error gets the error page in the document", async () => {
    const { status, text } = await get(`${app.url}/jobs/none`);
    assertEquals(status, 404);
    assertStringIncludes(text, "<h1>404</h1>");
  });

  await t.step("only pages with islands have scripts", async () => {
    assert(!(await get(`${app.url}/jobs`)).text.includes("<script"));
    const { text, headers } = await get(`${app.url}/jobs/7`);
    const nonce = /<script type="module" nonce="(\w+)">/.exec(text)?.[1];
    assertStringIncludes(headers.get("content-security-policy") ?? "", `'nonce-${nonce}'`);
    assertStringIncludes(headers.get("link") ?? "", "modulepreload");
    assertMatch(text, /<!--frsh:island:Cancel:0:--><button type="button">Cancel<\/button>/);
  });

  await t.step("files of the build are cached for ever, others are asked for again", async () => {
    const page = (await get(`${app.url}/`)).text;
    const script = /"(\/_fresh\/js\/\w+\/fresh-runtime\.js)"/.exec(page)?.[1];
    const sheet = /href="(\/styles\.css\?__frsh_c=\w+)"/.exec(page)?.[1];
    for (const path of [script, sheet]) {
      const { status, headers } = await get(app.url + path);
      assertEquals([status, headers.get("cache-control")], [
        200,
        "public, max-age=31536000, immutable",
      ]);
    }
    const { headers, text } = await get(`${app.url}/styles.css`);
    assertMatch(text, /url\("\/dot\.svg\?__frsh_c=\w+"\)/);
    assertStringIncludes(headers.get("cache-control") ?? "", "no-cache");
    const again = await get(`${app.url}/styles.css`, {
      headers: { "if-none-match": headers.get("etag") as string },
    });
    assertEquals(again.status, 304);
    const old = await get(`${app.url}/dot.svg?__frsh_c=old`);
    assertEquals([old.status, old.headers.get("location")], [307, "/dot.svg"]);
  });

  const browser = await findBrowser();
  await t.step({
    name: "islands start in a browser, share signals, and show what the server gave them",
    ignore: browser === undefined,
    // The driver keeps a process and its pipes for the whole session.
    sanitizeOps: false,
    sanitizeResources: false,
    fn: () => inBrowser(browser as string, (page) => useIslands(page, app.url)),
  });
});

async function useIslands(page: Page, url: string): Promise<void> {
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  await page.goto(url);
  await page.locator("#first[data-live=true]").waitFor();
  await page.locator("#second[data-live=true]").waitFor();
  await page.click("#first");
  await page.click("#second");
  assertEquals(await page.textContent("#first"), "5");
  assertEquals(await page.textContent("#second"), "5");
  assertEquals(
    await page.textContent("#props"),
    '</script><!-- "quoted"|1970-01-01T00:00:00.000Z|18446744073709551616|6|example.com',
  );
  await page.click("#toggle b");
  assertEquals(await page.innerText("#content .inner"), "from the server");
  await page.click("#third");
  assertEquals(await page.textContent("#first"), "6");
  assertEquals(await page.locator("#panel").count(), 1);
  assertEquals(errors, []);
}

async function inBrowser(
  executablePath: string,
  action: (page: Page) => Promise<void>,
): Promise<void> {
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  try {
    await action(await browser.newPage());
  } finally {
    await browser.close();
  }
}

/** A browser on this machine, if there is one. */
async function findBrowser(): Promise<string | undefined> {
  const places = [
    Deno.env.get("CHROME_PATH"),
    "/usr/bin/chromium",
    "/usr/bin/google-chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  ];
  for (const place of places) {
    if (place && await Deno.stat(place).then(() => true, () => false)) return place;
  }
  return undefined;
}
