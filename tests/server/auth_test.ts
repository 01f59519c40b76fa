import { assertEquals, assertMatch } from "@std/assert";
import type { AuthState, Diagnostics, SignInNeed } from "@/server/contract.ts";
import { FARM, serve, testConsole, until } from "./_console.ts";

/** A farm that takes keys only while they are `good`. */
function farmWithKeys(headers: HeadersInit = {}) {
  const state = { good: true };
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
    if (new URL(request.url).pathname === "/") {
      const identity = "<Account>123456789012</Account><UserId>u</UserId><Arn>a</Arn>";
      return new Response(
        `<GetCallerIdentityResponse><GetCallerIdentityResult>${identity}</GetCallerIdentityResult>` +
          "</GetCallerIdentityResponse>",
        { headers: { "Content-Type": "text/xml" } },
      );
    }
    return state.good
      ? Response.json({ farms: [], queues: [] }, { headers })
      : Response.json({ message: "the keys are too old" }, {
        status: 403,
        headers: { "x-amzn-errortype": "ExpiredTokenException" },
      });
  });
  return {
    state,
    endpoint: `http://127.0.0.1:${server.addr.port}`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

Deno.test("calls whose keys expired wait, every tab hears of it, and they go on after a sign-in", async () => {
  await using farm = farmWithKeys();
  await using test = await testConsole({ endpoint: farm.endpoint });
  await using served = await serve(test.console);
  const events = await served.ask("/api/events");
  const told = needsIn(events.body!);
  farm.state.good = false;
  const lists = [1, 2].map((v) => served.ask(`/api/farms/${FARM}/queues?v=${v}`));
  await until(() => test.console.gate.waiting === 2, "both wait");
  const { data: state } = await (await served.ask("/api/auth")).json() as { data: AuthState };
  assertEquals([state.expired, state.waiting, state.account], [true, 2, "123456789012"]);
  assertMatch(state.hint!, /Sign in again/);
  farm.state.good = true;
  const answer = await served.ask("/api/auth/renewed", { method: "POST", body: "{}" });
  const { data: after } = await answer.json() as { data: AuthState };
  assertEquals([after.status, after.expired, after.waiting], ["AUTHENTICATED", false, 0]);
  for (const list of lists) assertMatch(await (await list).text(), /"meta"/);
  const needs = await told((need) => !need.expired && need.waiting === 0);
  assertEquals(needs[0].expired, true);
});

Deno.test("calls that wait for a sign-in end without an error when nobody will sign in", async () => {
  await using farm = farmWithKeys();
  await using test = await testConsole({ endpoint: farm.endpoint });
  await using served = await serve(test.console);
  farm.state.good = false;
  const list = served.ask(`/api/farms/${FARM}/queues`);
  await until(() => test.console.gate.waiting === 1, "it waits");
  const answer = await served.ask("/api/auth/give-up", { method: "POST", body: "{}" });
  assertEquals((await answer.json()).data.expired, false);
  const stopped = await list;
  assertEquals([stopped.status, (await stopped.json()).code], [499, "expired"]);
});

Deno.test("diagnostics tell how far the service's clock is off, and nothing of less than a second", async () => {
  for (const off of [0, 3_600_000]) {
    const date = new Date(Date.now() + off).toUTCString();
    await using farm = farmWithKeys({ date });
    await using test = await testConsole({ endpoint: farm.endpoint });
    await using served = await serve(test.console);
    const { data } = await (await served.ask("/api/diagnostics")).json() as { data: Diagnostics };
    assertEquals(Math.round(data.clockSkewMs! / 60_000), off / 60_000);
    if (off === 0) assertEquals(data.clockSkewMs, 0);
  }
});

/** Reads `sign-in` events until one is as wanted, then leaves. */
function needsIn(body: ReadableStream<Uint8Array>) {
  return async (wanted: (need: SignInNeed) => boolean): Promise<SignInNeed[]> => {
    const needs: SignInNeed[] = [];
    let text = "";
    for await (const chunk of body.pipeThrough(new TextDecoderStream() as never)) {
      text += chunk as unknown as string;
      const events = text.split("\n\n");
      text = events.pop()!;
      for (const event of events) {
        const [, data] = /^event: sign-in\ndata: (.*)$/m.exec(event) ?? [];
        if (data) needs.push(JSON.parse(data));
      }
      if (needs.length > 0 && wanted(needs.at(-1)!)) break;
    }
    return needs;
  };
}
