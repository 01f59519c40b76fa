import { assertEquals, assertRejects } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { Stopped } from "@deadline/client/task";
import { requestJson } from "@deadline/client/wire";
import { serve, stallingFarm, testConsole, until } from "./_console.ts";

Deno.test("leaving a stream, however it is left, writes nothing to the terminal", async () => {
  const script = fromFileUrl(new URL("_leaving.ts", import.meta.url));
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", script],
  }).output();
  const [printed, complaints] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  assertEquals([printed.trim(), complaints], ["all streams were left", ""]);
});

Deno.test("a change that a page gives up is stopped for the reason that it gives, even if the server does not see it leave", async () => {
  await using farm = stallingFarm();
  await using test = await testConsole({ endpoint: farm.endpoint });
  await using served = await serve(test.console);
  // A connection that stays: what the server hears, it hears by the request that says goodbye.
  const ask = (path: string | URL | Request, { signal: _, ...init }: RequestInit = {}) => {
    const headers = new Headers(init.headers);
    const requestId = headers.get("X-Request-Id") ?? undefined;
    return served.ask(String(path), { ...init, ...(requestId ? { requestId } : {}) });
  };
  const controller = new AbortController();
  const given = requestJson("/api/auth/renewed", {
    body: {},
    requestId: "tab.sign-in.1",
    signal: controller.signal,
    fetch: ask,
  });
  await until(() => farm.open > 0, "the farm is asked");
  controller.abort(new Stopped("user"));
  const error = await assertRejects(() => given, Stopped);
  assertEquals(error.reason, "user");
  await until(() => farm.open === 0, "the connections to the farm are closed");
  assertEquals(test.console.fence.stop("tab.sign-in.1"), false);
});
