import { join } from "@std/path";
import { App } from "fresh";
// Routes are loaded while a test runs; the system's library that this one opens must be there before.
import "@deadline/client/attachments";
import { Console } from "@/server/console.ts";
import type { Launch } from "@/server/launch.ts";
import { guard, type Handler } from "@/server/security/guard.ts";
import type { State } from "@/server/state.ts";

/** The launch token of consoles made for tests. */
export const TOKEN = "launch-token-of-a-test-0123456789abcdef";

/** A farm and a queue that exist for tests whose farm does not look. */
export const FARM = `farm-${"a".repeat(32)}`;
export const QUEUE = `queue-${"b".repeat(32)}`;

/** A console in a folder of its own; closing it removes the folder. */
export interface TestConsole extends AsyncDisposable {
  readonly console: Console;
  readonly dataDir: string;
}

/** Makes a console that talks to `endpoint`. */
export async function testConsole(launch: Partial<Launch> = {}): Promise<TestConsole> {
  const dataDir = await Deno.makeTempDir({ prefix: "console-" });
  const console = new Console({
    token: TOKEN,
    port: 0,
    dataDir,
    mode: "local",
    name: "Test",
    profile: "(default)",
    region: "us-west-2",
    endpoint: "http://127.0.0.1:1",
    keys: { accessKeyId: "AKIATESTTESTTESTTEST", secretAccessKey: "a-secret-of-this-test" },
    configFile: join(dataDir, "config"),
    suggest: { farmId: FARM, queueId: QUEUE },
    roots: [],
    // The settings of whoever runs the tests are none of theirs.
    fixedBy: "--local",
    ...launch,
  });
  return {
    console,
    dataDir,
    async [Symbol.asyncDispose]() {
      await console.close();
      await Deno.remove(dataDir, { recursive: true });
    },
  };
}

/** A route of the API: its pattern and the methods that it serves. */
export interface ApiRoute {
  pattern: string;
  methods: string[];
  // deno-lint-ignore no-explicit-any -- whatever the file exports; Fresh takes it as it is
  handler: any;
}

/** All routes below `routes/api`, as the router finds them. */
export async function apiRoutes(): Promise<ApiRoute[]> {
  const root = new URL("../../routes/", import.meta.url);
  const routes: ApiRoute[] = [];
  for (const path of await filesBelow(root, "api/")) {
    const { handler } = await import(new URL(path, root).href);
    const pattern = "/" + path
      .replace(/(\/index)?\.ts$/, "")
      .replaceAll(/\[(\w+)\]/g, ":$1")
      .replace(/\[\.{3}(\w+)\]/, ":$1*");
    routes.push({
      pattern,
      methods: typeof handler === "function" ? [] : Object.keys(handler),
      handler,
    });
  }
  // What is fixed comes before what is not, as in Fresh.
  const depth = ({ pattern }: ApiRoute) =>
    pattern.endsWith("*") ? Infinity : pattern.split(":").length;
  return routes.sort((a, b) => depth(a) - depth(b));
}

async function filesBelow(root: URL, folder: string): Promise<string[]> {
  const files: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(new URL(folder, root))) {
    if (isDirectory) files.push(...await filesBelow(root, `${folder}${name}/`));
    else if (name.endsWith(".ts")) files.push(folder + name);
  }
  return files;
}

/** The API of a console behind its guard, without pages and files. */
export async function apiOf(console: Console): Promise<Handler> {
  const app = new App<State>().use((ctx) => {
    ctx.state.console = console;
    return ctx.next();
  });
  for (const { pattern, handler } of await apiRoutes()) app.route(pattern, { handler });
  return guard(app.handler(), console);
}

/** A server of a console's API, and somebody who is signed in to it. */
export interface Served extends AsyncDisposable {
  readonly origin: string;
  /** Asks as a page of the console does. */
  ask(path: string, init?: RequestInit & { requestId?: string }): Promise<Response>;
}

/** Serves a console's API on a port of its own. */
export async function serve(console: Console): Promise<Served> {
  const handler = await apiOf(console);
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, handler);
  console.port = server.addr.port;
  const origin = `http://127.0.0.1:${server.addr.port}`;
  const entry = await fetch(`${origin}/?token=${TOKEN}`, { redirect: "manual" });
  await entry.body?.cancel();
  const cookie = entry.headers.get("Set-Cookie")!.split(";")[0];
  return {
    origin,
    ask(path, { requestId, ...init } = {}) {
      const headers = new Headers(init.headers);
      headers.set("Cookie", cookie);
      headers.set("Sec-Fetch-Site", "same-origin");
      if (requestId) headers.set("X-Request-Id", requestId);
      if (init.method && init.method !== "GET") headers.set("Origin", origin);
      if (init.body) headers.set("Content-Type", "application/json");
      return fetch(`${origin}${path}`, { ...init, headers });
    },
    async [Symbol.asyncDispose]() {
      // Streams that a failed test left open would hold up the end of the server.
      await console.close();
      await server.shutdown();
    },
  };
}

/** A farm that takes calls and never answers; it sees when a caller closes the connection. */
export interface StallingFarm extends AsyncDisposable {
  readonly endpoint: string;
  /** Calls that are under way. */
  readonly open: number;
  /** How many calls came in all. */
  readonly calls: number;
}

/** Starts a {@linkcode StallingFarm}. */
export function stallingFarm(): StallingFarm {
  let open = 0;
  let calls = 0;
  const over = new AbortController();
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {}, signal: over.signal },
    async ({ signal }) => {
      open++;
      calls++;
      await new Promise<void>((resolve) => {
        signal.addEventListener("abort", () => resolve(), { once: true });
        over.signal.addEventListener("abort", () => resolve(), { once: true });
      });
      open--;
      return new Response(null, { status: 503 });
    },
  );
  return {
    endpoint: `http://127.0.0.1:${server.addr.port}`,
    get open() {
      return open;
    },
    get calls() {
      return calls;
    },
    async [Symbol.asyncDispose]() {
      over.abort();
      await server.finished;
    },
  };
}

/** Waits until something holds; fails when it does not within ten seconds. */
export async function until(holds: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (const end = performance.now() + 10_000; performance.now() < end;) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  throw new Error(`It did not come about that ${what}`);
}
