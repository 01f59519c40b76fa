import { assert, assertEquals, assertMatch } from "@std/assert";
import { setSetting, setSettings } from "@deadline/client/config";
import type { AuthState, Connection, OperationState, WorkstationNews } from "@/server/contract.ts";
import { serve, type Served, testConsole, until } from "../server/_console.ts";

const KEYS = JSON.stringify({ Version: 1, AccessKeyId: "AKIASIGNEDIN", SecretAccessKey: "s" });

/** A farm that notes by which keys it is called, and AWS files of its own in the environment. */
async function setUp(awsConfig: string) {
  const stack = new AsyncDisposableStack();
  const folder = await Deno.makeTempDir();
  stack.defer(() => Deno.remove(folder, { recursive: true }));
  const callers: string[] = [];
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    ({ headers, url }) => {
      const [, key] = /Credential=(\w+)/.exec(headers.get("authorization") ?? "") ?? [];
      // Which account it is does not matter here.
      if (new URL(url).pathname === "/") return new Response(null, { status: 404 });
      callers.push(key ?? "nobody");
      return Response.json({
        farms: [{ farmId: `farm-${"e".repeat(32)}`, displayName: key }],
        queues: [],
      });
    },
  );
  stack.defer(() => server.shutdown());
  const env: Record<string, string> = {
    HOME: folder,
    AWS_CONFIG_FILE: `${folder}/aws-config`,
    AWS_SHARED_CREDENTIALS_FILE: `${folder}/aws-credentials`,
    AWS_ENDPOINT_URL: `http://127.0.0.1:${server.addr.port}`,
    AWS_REGION: "us-west-2",
    DEADLINE_CONFIG_FILE_PATH: `${folder}/deadline-config`,
  };
  await Deno.writeTextFile(env.AWS_CONFIG_FILE, awsConfig.replaceAll("FOLDER", folder));
  for (const [name, value] of Object.entries(env)) {
    const before = Deno.env.get(name);
    Deno.env.set(name, value);
    stack.defer(() => before === undefined ? Deno.env.delete(name) : Deno.env.set(name, before));
  }
  return {
    folder,
    callers,
    endpoint: env.AWS_ENDPOINT_URL,
    settings: env.DEADLINE_CONFIG_FILE_PATH,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

/** Reads the events of a tab, and gives the news among them. */
async function hear(served: Served): Promise<WorkstationNews[]> {
  const news: WorkstationNews[] = [];
  const { body } = await served.ask("/api/events");
  (async () => {
    let text = "";
    for await (const part of body!.pipeThrough(new TextDecoderStream())) {
      text += part;
      const events = text.split("\n\n");
      text = events.pop()!;
      for (const event of events) {
        if (!event.includes("event: workstation")) continue;
        news.push(JSON.parse(/^data: (.*)$/m.exec(event)![1]));
      }
    }
  })().catch(() => {});
  return news;
}

async function post<T>(served: Served, path: string, body: object = {}) {
  const response = await served.ask(path, { method: "POST", body: JSON.stringify(body) });
  const answer = await response.json();
  return { status: response.status, data: answer.data as T, answer };
}

const get = async <T>(served: Served, path: string) =>
  (await (await served.ask(path)).json()).data as T;

const TWO = "[profile one]\naws_access_key_id = AKIAPROFILEONE\naws_secret_access_key = s\n" +
  "[profile two]\naws_access_key_id = AKIAPROFILETWO\naws_secret_access_key = s\nregion = eu-west-1\n";

Deno.test("what other programs write is seen, taken up, and told to every tab", async () => {
  await using place = await setUp(TWO);
  await using test = await testConsole({
    mode: "aws",
    profile: "one",
    keys: undefined,
    endpoint: undefined,
  });
  await using served = await serve(test.console);
  const tabs = [await hear(served), await hear(served)];
  const everyTabHears = (what: WorkstationNews["what"]) =>
    tabs.every((news) => news.some((one) => one.what === what));
  // What the file is when the watching begins is the start; so it is written until that is seen.
  for (let n = 1; !everyTabHears("settings"); n++) {
    assert(n < 100, "it is never seen");
    await setSetting("settings.max_retries_per_task", `${n}`, {
      path: test.console.selection.path,
    });
    await new Promise((resolve) => setTimeout(resolve, 100));
  }

  await (await served.ask("/api/farms")).text();
  assertEquals(place.callers, ["AKIAPROFILEONE"]);
  await Deno.writeTextFile(
    `${place.folder}/aws-config`,
    TWO.replace("AKIAPROFILEONE", "AKIACHANGED"),
  );
  await until(() => everyTabHears("aws"), "both hear of it");
  await (await served.ask("/api/farms")).text();
  assertEquals(place.callers.at(-1), "AKIACHANGED");
});

Deno.test("another profile is talked to without a restart; what was asked under the old one never shows", async () => {
  await using place = await setUp(TWO);
  const secret = { accessKeyId: "AKIALOCALFARM", secretAccessKey: "local-secret" };
  await using test = await testConsole({ endpoint: place.endpoint, keys: secret });
  await using served = await serve(test.console);
  const news = await hear(served);
  const before = await get<Connection>(served, "/api/connection");
  assertEquals([before.mode, before.hasLocalFarm], ["local", true]);
  const names = (await get<{ name: string }[]>(served, "/api/profiles")).map(({ name }) => name);
  assertEquals(names, ["one", "two"]);

  const { data } = await post<Connection>(served, "/api/profile", { profile: "two" });
  assertEquals([data.mode, data.profile, data.region], ["aws", "two", "us-west-2"]);
  await until(
    () => news.some(({ what, profile }) => what === "connection" && profile === "two"),
    "told",
  );
  await (await served.ask("/api/farms")).text();
  assertEquals(place.callers.at(-1), "AKIAPROFILETWO");
  assertMatch(await Deno.readTextFile(place.settings), /aws_profile_name = two/);
  // A page that has not heard yet asks under what it knows, and gets no answer.
  const stale = await served.ask("/api/farms", { headers: { "X-Lineage": "(local farm)" } });
  assertEquals([stale.status, (await stale.json()).code], [409, "LineageMismatch"]);

  const unknown = await post(served, "/api/profile", { profile: "three" });
  assertEquals(unknown.status, 400);
  assertMatch(unknown.answer.hint, /one, two/);
  const { data: back } = await post<Connection>(served, "/api/profile", { local: true });
  assertEquals([back.mode, back.name], ["local", "Test"]);
  await (await served.ask("/api/farms")).text();
  assertEquals(place.callers.at(-1), "AKIALOCALFARM");
});

Deno.test("a profile that another program chooses is followed, and told of with both", async () => {
  await using place = await setUp(TWO);
  const { settings } = place;
  await setSetting("defaults.aws_profile_name", "one", { path: settings });
  await using test = await testConsole({
    mode: "aws",
    name: "one",
    profile: "one",
    keys: undefined,
    endpoint: undefined,
    configFile: settings,
    fixedBy: undefined,
    settingsProfile: "one",
  });
  await using served = await serve(test.console);
  // Changed before anybody listens.
  await setSetting("defaults.aws_profile_name", "two", { path: settings });
  const news = await hear(served);
  const told = (profile: string) =>
    news.find((one) => one.what === "connection" && one.profile === profile);
  await until(() => told("two") !== undefined, "the change before is told of");
  assertEquals(told("two")!.from, { mode: "aws", name: "one", profile: "one" });
  await (await served.ask("/api/farms")).text();
  assertEquals(place.callers.at(-1), "AKIAPROFILETWO");

  await setSetting("defaults.aws_profile_name", "one", { path: settings });
  await until(() => told("one") !== undefined, "the change is told of");
  const { name, region } = await get<Connection>(served, "/api/connection");
  assertEquals([name, region], ["one", "us-west-2"]);

  // Its farm and queue follow too, without another connection.
  const { count } = told("one")!;
  const farmId = `farm-${"e".repeat(32)}`;
  await setSettings({ "defaults.farm_id": farmId }, { path: settings });
  await until(() => news.some((one) => one.what === "settings" && one.count > count), "told");
  assertEquals((await get<{ farmId: string }>(served, "/api/selection")).farmId, farmId);
  assertEquals((await get<Connection>(served, "/api/connection")).name, "one");
});

Deno.test("a console that was started with an option stays with that and says so", async () => {
  await using place = await setUp(TWO);
  await using test = await testConsole({
    mode: "aws",
    name: "one",
    profile: "one",
    keys: undefined,
    endpoint: undefined,
    configFile: place.settings,
    fixedBy: "--profile",
    settingsProfile: "(default)",
  });
  await using served = await serve(test.console);
  const news = await hear(served);
  await setSetting("defaults.aws_profile_name", "two", { path: place.settings });
  const connection = () => get<Connection>(served, "/api/connection");
  await until(async () => (await connection()).settingsProfile === "two", "it is seen");
  const { profile, fixedBy } = await connection();
  assertEquals([profile, fixedBy], ["one", "--profile"]);
  assertEquals(news.filter(({ what }) => what === "connection"), []);
  // What a person chooses here holds, and is followed from then on.
  await post(served, "/api/profile", { profile: "two" });
  assertEquals((await connection()).fixedBy, undefined);
});

Deno.test("a local farm of a first run makes way for the profile that another program chooses", async () => {
  await using place = await setUp(TWO);
  await using test = await testConsole({ endpoint: place.endpoint, fixedBy: undefined });
  await using served = await serve(test.console);
  const news = await hear(served);
  await until(
    async () => (await get<Connection>(served, "/api/connection")).mode === "local",
    "it begins",
  );
  for (let n = 1; !news.some(({ profile }) => profile === "two"); n++) {
    assert(n < 100, "it is never followed");
    // What the settings name when the watching begins is the start; so it is changed until seen.
    const profile = n % 2 ? "two" : "(default)";
    await setSetting("defaults.aws_profile_name", profile, { path: place.settings });
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  const led = news.find(({ profile }) => profile === "two");
  assertEquals([led?.what, led?.from?.mode], ["connection", "local"]);
});

Deno.test("switching the profile ends the calls that are under way under the old one", async () => {
  await using place = await setUp(TWO);
  const held = Promise.withResolvers<Response>();
  let [isThere, isLeft] = [false, false];
  const slow = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, ({ signal }) => {
    isThere = true;
    signal.addEventListener("abort", () => {
      isLeft = true;
      held.resolve(new Response());
    }, { once: true });
    return held.promise;
  });
  await using test = await testConsole({ endpoint: `http://127.0.0.1:${slow.addr.port}` });
  await using served = await serve(test.console);
  const list = served.ask("/api/farms");
  await until(() => isThere, "it is under way");
  const other = post(served, "/api/profile", { profile: "one" });
  const ended = await list;
  assertEquals(ended.status, 499);
  await ended.body?.cancel();
  assertEquals((await other).status, 200);
  await until(() => isLeft, "its connection is closed");
  await slow.shutdown();
  assertEquals(place.callers, []);
});

Deno.test({
  name:
    "a sign-in is an operation: it starts the program, shows what that says, and ends it when cancelled",
  ignore: Deno.build.os === "windows",
  // A program that is stopped ends by itself, soon after its caller is told.
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async () => {
    await using place = await setUp(
      "[profile studio]\nmonitor_id = m\nuser_id = u\ncredential_process = cat FOLDER/keys\n",
    );
    const monitor = `${place.folder}/monitor`;
    const program = async (script: string) =>
      await Deno.writeTextFile(monitor, `#!/bin/sh\ncd '${place.folder}'\n${script}\n`, {
        mode: 0o755,
      });
    await program(
      "echo $$ > pid.new; mv pid.new pid; echo 'Open https://studio.example/device'; exec sleep 60",
    );
    await setSetting("deadline-cloud-monitor.path", monitor);
    await using test = await testConsole({
      mode: "aws",
      profile: "studio",
      keys: undefined,
      endpoint: undefined,
      configFile: undefined,
    });
    await using served = await serve(test.console);
    const state = await get<AuthState>(served, "/api/auth");
    assertEquals([state.status, state.command], [
      "NEEDS_LOGIN",
      `${monitor} login --profile studio`,
    ]);

    const { status, data: { id } } = await post<{ id: string }>(served, "/api/auth/sign-in");
    assertEquals(status, 202);
    const of = (id: string) => test.console.operations.get(id) as OperationState;
    await until(
      () => of(id).log.some(({ text }) => text.includes("https://")),
      "it says where to go",
    );
    const pid = await Deno.readTextFile(`${place.folder}/pid`);
    await (await served.ask(`/api/operations/${id}`, { method: "DELETE" })).body?.cancel();
    assertEquals(of(id).status, "cancelled");
    const isRunning = () => {
      try {
        return !Deno.readTextFileSync(`/proc/${pid.trim()}/stat`).includes(") Z ");
      } catch {
        return false;
      }
    };
    await until(() => !isRunning(), "the program has ended");

    await program(`echo '${KEYS}' > keys.new; mv keys.new keys`);
    const again = await post<{ id: string }>(served, "/api/auth/sign-in");
    await until(() => of(again.data.id).status !== "running", "it is done");
    assertEquals(of(again.data.id).status, "succeeded");
    await (await served.ask(`/api/farms/farm-${"e".repeat(32)}/queues`)).text();
    assertEquals(place.callers.at(-1), "AKIASIGNEDIN");
    assertEquals((await get<AuthState>(served, "/api/auth")).status, "AUTHENTICATED");

    await program("echo 'no display' >&2; exit 4");
    await Deno.remove(`${place.folder}/keys`);
    const failed = await post<{ id: string }>(served, "/api/auth/sign-in");
    await until(() => of(failed.data.id).status === "failed", "it fails");
    assertMatch(of(failed.data.id).problem!.title, /ended with 4: no display/);
    assertMatch(of(failed.data.id).problem!.hint!, /Run it in a terminal/);
  },
});
