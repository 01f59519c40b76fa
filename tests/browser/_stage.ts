import { type Browser, chromium, type Page } from "playwright-core";
import { join } from "@std/path";
import { type Farm, startFarm } from "@deadline/farm";
import {
  type FaultProxy,
  followFaultsFile,
  reportWeather,
  startFaultProxy,
  weatherReportFile,
} from "@/farm/faults/mod.ts";
import { Console } from "@/server/console.ts";
import { setConsole } from "@/server/current_console.ts";
import { ensureBuild } from "@/server/start/build.ts";
import { prepareWeather } from "@/server/weather.ts";

const CANDIDATES = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** The browser to test in; without one these tests are skipped. */
export const CHROMIUM: string | undefined = Deno.env.get("CHROMIUM") ?? CANDIDATES.find(isFile);

/** What a browser test needs: playwright keeps timers and pipes of its own that outlive a test. */
export const BROWSER_TEST = {
  ignore: CHROMIUM === undefined,
  sanitizeOps: false,
  sanitizeResources: false,
} as const;

const ARGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"];
/** Milliseconds in which what a test waits for is seen, on the busiest machine. */
const SIGHTING = 30_000;
const TOKEN = "launch-token-of-a-browser-test-0123456789";

/** Starts the browser to test in. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM!, args: ARGS });
}

/** A farm, a proxy that makes weather in front of it, a console on that, and a browser. */
export interface Stage extends AsyncDisposable {
  readonly farm: Farm;
  /** Between the console and the farm; tests slow it down and ask what it saw. */
  readonly proxy: FaultProxy;
  readonly console: Console;
  /** `http://127.0.0.1:N`. */
  readonly origin: string;
  readonly browser: Browser;
  /** The token that let the first page in. */
  readonly token: string;
  /** Errors that pages wrote to their consoles or threw. */
  readonly problems: string[];
  /**
   * A signed-in page that shows `path`, or nothing yet, in a browser context of its own; `before` sees
   * it empty.
   */
  open(path?: string, before?: (page: Page) => void): Promise<Page>;
}

/** Sets the stage. Nothing is selected at first unless `selected`; `weather` takes the rules from the console. */
export async function setStage(
  options: {
    workers?: number;
    selected?: boolean;
    weather?: boolean;
    isFirstRun?: boolean;
    fixed?: boolean;
  } = {},
): Promise<Stage> {
  const { workers = 0, selected = true, weather = false, isFirstRun, fixed = true } = options;
  const dataDir = await Deno.makeTempDir({ prefix: "browser-" });
  await ensureBuild(() => {});
  const stack = new AsyncDisposableStack();
  stack.defer(() => Deno.remove(dataDir, { recursive: true }));
  const farm = stack.use(await startFarm({ dataDir: join(dataDir, "farm"), workers }));
  const proxy = bounded(stack.use(await startFaultProxy({ target: farm.endpoint })));
  const weatherFile = join(dataDir, "weather.json");
  if (weather) {
    await prepareWeather(weatherFile);
    const report = stack.use(
      reportWeather(weatherReportFile(weatherFile), proxy, { interval: 50 }),
    );
    const note = (_: string, { problem }: { problem?: string }) => report.problem = problem;
    stack.use(followFaultsFile(weatherFile, proxy, { note, interval: 50 }));
  }
  const served = new Console({
    token: TOKEN,
    port: 0,
    dataDir,
    mode: "local",
    name: "Local farm",
    profile: "(default)",
    region: farm.region,
    endpoint: proxy.endpoint,
    weatherFile: weather ? weatherFile : undefined,
    keys: farm.credentials,
    isFirstRun,
    configFile: join(dataDir, "config"),
    suggest: selected ? { farmId: farm.farmId, queueId: farm.queueId } : undefined,
    roots: [],
    fixedBy: fixed ? "--local" : undefined,
  });
  stack.defer(() => served.close());
  const server = stack.use(await serve(served));
  const origin = `http://127.0.0.1:${(server.addr as Deno.NetAddr).port}`;
  const browser = await launchBrowser();
  stack.defer(() => browser.close());
  const problems: string[] = [];
  // The token works once; its cookie is handed to every context that follows.
  const first = await browser.newContext();
  await (await first.newPage()).goto(`${origin}/?token=${TOKEN}`);
  const storageState = await first.storageState();
  storageState.origins = [];
  await first.close();
  return {
    farm,
    proxy,
    console: served,
    origin,
    browser,
    token: TOKEN,
    problems,
    async open(path, before) {
      const context = await browser.newContext({ storageState, baseURL: origin });
      const page = await context.newPage();
      page.setDefaultTimeout(SIGHTING);
      watchProblems(page, problems);
      before?.(page);
      if (path !== undefined) await page.goto(path);
      return page;
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

/** The proxy, but whoever waits in vain for something to be seen fails rather than hangs. */
function bounded(proxy: FaultProxy): FaultProxy {
  const sighting: FaultProxy["sighting"] = (wanted, options) =>
    proxy.sighting(wanted, { signal: AbortSignal.timeout(SIGHTING), ...options });
  return Object.create(proxy, { sighting: { value: sighting } });
}

async function serve(served: Console): Promise<Deno.HttpServer & AsyncDisposable> {
  setConsole(served);
  // Made by the build, so it is not there when types are checked.
  const built = new URL("../../_fresh/server.js", import.meta.url).href;
  const app = await import(built) as { default: { fetch: Deno.ServeHandler } };
  return Deno.serve({
    hostname: "127.0.0.1",
    port: 0,
    onListen: ({ port }) => void (served.port = port),
  }, app.default.fetch);
}

/** Notes what a page writes to its console as an error, or throws. */
export function watchProblems(page: Page, problems: string[]): void {
  page.on("pageerror", (error) => problems.push(`${page.url()}: ${error.message}`));
  page.on("console", (message) => {
    // Refusals and aborts that a test provokes are told by the page itself.
    const expected = message.text().startsWith("Failed to load resource");
    if (message.type() === "error" && !expected) {
      problems.push(`${page.url()}: ${message.text()}`);
    }
  });
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
