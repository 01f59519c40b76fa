import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import { ensureBuild } from "@/server/start/build.ts";
import { until } from "./_console.ts";
import { START, startConsole } from "./_start.ts";

/** The start command on a farm of its own, in a folder of its own, with no worker. */
const start = (dataDir: string) => startConsole(["--local", "--workers", "0", "--data", dataDir]);

function processes(words: string): string {
  const { stdout } = new Deno.Command("ps", { args: ["-eo", "pid,args"] }).outputSync();
  return new TextDecoder().decode(stdout).split("\n").filter((line) => line.includes(words)).join(
    "\n",
  );
}

Deno.test("two consoles start beside each other, are strangers to each other, and end with streams open", async () => {
  await ensureBuild(() => {});
  const base = await Deno.makeTempDir({ prefix: "start-" });
  const [one, two] = await Promise.all(["one", "two"].map((name) => start(join(base, name))));
  try {
    assertMatch(one.url.href, /^http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{43}$/);
    const connection = await (await one.ask("/api/connection")).json();
    assertEquals([connection.data.mode, connection.data.name], ["local", "Local farm"]);
    const farms = await (await one.ask("/api/farms")).text();
    assertStringIncludes(farms, '"name":"Local farm"');
    const stranger = await fetch(new URL("/api/farms", two.url), {
      headers: { cookie: one.cookie },
    });
    assertEquals(stranger.status, 401);
    await stranger.body?.cancel();

    // A script reads its token from a file that is its owner's alone.
    const file = join(base, "one", "token");
    const Authorization = `Bearer ${(await Deno.readTextFile(file)).trim()}`;
    if (Deno.build.os !== "windows") assertEquals((await Deno.stat(file)).mode! & 0o777, 0o600);
    const scripted = await fetch(new URL("/api/connection", one.url), {
      headers: { Authorization },
    });
    assertEquals([scripted.status, (await scripted.json()).data.mode], [200, "local"]);

    // A page of the build, with its policy; and its error page.
    for (const [path, status] of [["/jobs", 200], ["/no-such-page", 404]] as const) {
      const page = await one.ask(path);
      assertEquals(page.status, status);
      assertMatch(page.headers.get("Content-Security-Policy")!, /default-src 'none'/);
      await page.body?.cancel();
    }

    // Neither its port nor its folder can be had twice.
    const taken = async (args: string[]) => {
      const { code, stderr } = await new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", "-q", START, "--local", "--workers", "0", ...args],
      }).output();
      assertEquals(code, 1);
      return new TextDecoder().decode(stderr);
    };
    const third = join(base, "three");
    const [port, folder] = await Promise.all([
      taken(["--port", one.url.port, "--data", third]),
      taken(["--port", "0", "--data", join(base, "one")]),
    ]);
    assertStringIncludes(port, `Port ${one.url.port} is in use: choose another with --port`);
    assertStringIncludes(folder, "choose another folder with --data");

    // The token is in no argument list, and the serving process may start nothing.
    const token = one.url.searchParams.get("token")!;
    if (Deno.build.os === "linux") {
      assert(!processes("deno").includes(token));
      // Those of other consoles on this machine are their own business.
      const serving = processes(base).split("\n").filter((line) => line.includes("server/serve.ts"))
        .join("\n");
      assertStringIncludes(serving, "--no-prompt");
      assert(!/allow-all|allow-run| -A /.test(serving), serving);
    }

    // Streams that would stay open for ever do not hold it up.
    const { data } = await (await one.ask("/api/selection")).json();
    const live = await one.ask(`/api/events?farm=${data.farmId}&queue=${data.queueId}`);
    const ended = await one.end("SIGINT");
    assertEquals([ended.code, ended.printed.trim(), ended.errors], [130, one.url.href, ""]);
    await live.body?.cancel().catch(() => {});
  } finally {
    assertEquals((await two.end("SIGTERM")).code, 143);
    if (Deno.build.os === "linux") {
      await until(() => processes(base) === "", "nothing is left behind");
    }
    await Deno.remove(base, { recursive: true });
  }
});

Deno.test("a farm that is killed runs again on its port, and pages go on by themselves", async () => {
  await ensureBuild(() => {});
  const dataDir = await Deno.makeTempDir({ prefix: "start-" });
  const console = await start(dataDir);
  try {
    const factsOf = async () =>
      JSON.parse(await Deno.readTextFile(join(dataDir, "farm/farm.json")));
    const before = await factsOf();
    assertEquals((await (await console.ask("/api/farms")).text()).includes("Local farm"), true);
    Deno.kill(before.pid, "SIGKILL");
    let text = "";
    for (const end = performance.now() + 20_000; performance.now() < end;) {
      text = await (await console.ask("/api/farms")).text();
      if (text.includes("Local farm") && (await factsOf()).pid !== before.pid) break;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    assertStringIncludes(text, '"name":"Local farm"');
    const after = await factsOf();
    assertEquals([after.endpoint, after.farmId], [before.endpoint, before.farmId]);
  } finally {
    const { errors } = await console.end();
    assertStringIncludes(errors, "The local farm ended unexpectedly");
    assertStringIncludes(errors, "The local farm runs again");
    if (Deno.build.os === "linux") await until(() => processes(dataDir) === "", "nothing is left");
    await Deno.remove(dataDir, { recursive: true });
  }
});

Deno.test("a start that cannot succeed says why in a line, and leaves nothing behind", async () => {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "-q", START, "--porto", "1"],
  }).output();
  assertEquals([code, new TextDecoder().decode(stdout)], [1, ""]);
  assertEquals(
    new TextDecoder().decode(stderr).trim(),
    'Cannot start: "--porto" is no option of this command; see --help',
  );
});

Deno.test("serving is refused where finished requests would count as aborted", async () => {
  const probe = fromFileUrl(new URL("../../server/probe_abort.ts", import.meta.url));
  const script = `await (await import(${JSON.stringify(`file://${probe}`)})).probeAbort();`;
  const run = async (args: string[]) => {
    const { code, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["eval", "--no-config", ...args, script],
    }).output();
    return { code, text: new TextDecoder().decode(stderr) };
  };
  const refused = await run([]);
  assertEquals(refused.code, 1);
  assertStringIncludes(refused.text, "deno task start");
  assertEquals((await run(["--unstable-no-legacy-abort"])).code, 0);
});
