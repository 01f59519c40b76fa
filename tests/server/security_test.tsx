import {
  assert,
  assertEquals,
  assertMatch,
  assertNotEquals,
  assertStringIncludes,
} from "@std/assert";
import { App, HttpError } from "fresh";
import { guard, type Handler } from "@/server/security/guard.ts";
import { SignIn } from "@/server/security/sign_in.ts";
import { apiOf, apiRoutes, testConsole, TOKEN } from "./_console.ts";

const HERE = "http://127.0.0.1:8033";
const peer = (hostname: string) =>
  ({
    remoteAddr: { transport: "tcp", hostname, port: 5555 },
    completed: Promise.resolve(),
  }) as Deno.ServeHandlerInfo;

/** A guard around an app that answers everything, and somebody who is signed in. */
async function guarded(app: Handler = () => Promise.resolve(new Response("inside"))) {
  const signIn = new SignIn(TOKEN);
  const handler = guard(app, { signIn, port: 8033, report() {} });
  const entry = await handler(request("/?token=" + TOKEN), peer("127.0.0.1"));
  const cookie = entry.headers.get("Set-Cookie")!.split(";")[0];
  return { handler, signIn, cookie };
}

function request(path: string, headers: HeadersInit = {}, init: RequestInit = {}): Request {
  const all = new Headers(headers);
  if (!all.has("Host")) all.set("Host", "127.0.0.1:8033");
  return new Request(HERE + path, { ...init, headers: all });
}

const CHANGE = {
  "Origin": HERE,
  "Sec-Fetch-Site": "same-origin",
  "Content-Type": "application/json",
};

Deno.test("only the machine itself may connect, whatever address is listened on", async () => {
  const { handler, cookie } = await guarded();
  for (const own of ["127.0.0.1", "127.1.2.3", "::1", "::ffff:127.0.0.1"]) {
    assertEquals((await handler(request("/", { cookie }), peer(own))).status, 200, own);
  }
  for (const other of ["192.168.1.7", "::ffff:10.0.0.1", "2001:db8::1", "127.0.0.1.evil.example"]) {
    assertEquals((await handler(request("/", { cookie }), peer(other))).status, 403, other);
  }
});

Deno.test("a path with a %-code that is no text is refused, and no failure of the console", async () => {
  const { handler, cookie } = await guarded(() => Promise.reject(new URIError("malformed")));
  for (const path of ["/%ff", "/api/jobs/%", "/api/farms/%E0%A4%A/queues"]) {
    const answer = await handler(request(path, { cookie }), peer("127.0.0.1"));
    assertEquals(answer.status, 400, path);
    assertStringIncludes(await answer.text(), "%-code");
  }
});

Deno.test("a foreign host name is refused before anything else, files and streams included", async () => {
  let reached = 0;
  const { handler, cookie } = await guarded(() => {
    reached++;
    return Promise.resolve(new Response());
  });
  // What a browser sends after the attacker's name was made to point at this machine.
  const rebound = {
    cookie,
    "Host": "evil.example:8033",
    "Origin": "http://evil.example:8033",
    "Sec-Fetch-Site": "same-origin",
    "Content-Type": "application/json",
  };
  for (
    const path of ["/", "/styles/base.css", "/_fresh/js/a.js", "/api/events", `/?token=${TOKEN}`]
  ) {
    for (const method of ["GET", "POST"]) {
      const response = await handler(request(path, rebound, { method }), peer("127.0.0.1"));
      assertEquals(response.status, 421, `${method} ${path}`);
    }
  }
  assertEquals(reached, 0);
});

Deno.test("only the loopback names with the console's own port are its names", async () => {
  const { handler, cookie } = await guarded();
  const status = async (host: string) =>
    (await handler(request("/", { cookie, Host: host }), peer("127.0.0.1"))).status;
  for (const own of ["127.0.0.1:8033", "localhost:8033", "[::1]:8033"]) {
    assertEquals(await status(own), 200, own);
  }
  const others = [
    "localhost",
    "localhost:8034",
    "LOCALHOST.:8033",
    "localhost:8033.evil.example",
    "127.0.0.1:08033",
    "127.1:8033",
    "0.0.0.0:8033",
    "::1:8033",
    "user@localhost:8033",
  ];
  for (const other of others) assertEquals(await status(other), 421, other);
});

Deno.test("a change needs POST or DELETE, this origin, same-origin and JSON, at every route", async () => {
  await using test = await testConsole();
  test.console.port = 8033;
  const handler = await apiOf(test.console);
  const entry = await handler(request("/?token=" + TOKEN));
  const cookie = entry.headers.get("Set-Cookie")!.split(";")[0];
  const without = (name: keyof typeof CHANGE) => {
    const { [name]: _, ...rest } = CHANGE;
    return rest;
  };
  const refused: [HeadersInit, number][] = [
    [without("Origin"), 403],
    [without("Sec-Fetch-Site"), 403],
    [without("Content-Type"), 415],
    [{ ...CHANGE, "Origin": "http://localhost:8033" }, 403],
    [{ ...CHANGE, "Origin": "http://127.0.0.1:8034" }, 403],
    [{ ...CHANGE, "Origin": "null" }, 403],
    [{ ...CHANGE, "Sec-Fetch-Site": "same-site" }, 403],
    [{ ...CHANGE, "Sec-Fetch-Site": "cross-site" }, 403],
    [{ ...CHANGE, "Sec-Fetch-Site": "none" }, 403],
    [{ ...CHANGE, "Content-Type": "text/plain" }, 415],
    [{ ...CHANGE, "Content-Type": "application/x-www-form-urlencoded" }, 415],
  ];
  for (const { pattern } of await apiRoutes()) {
    const path = pattern.replaceAll(/:(\w+)/g, "x");
    for (const method of ["POST", "DELETE"]) {
      for (const [headers, status] of refused) {
        const length = { "Content-Length": "2" };
        const all = { ...Object.fromEntries(new Headers(headers)), ...length, cookie };
        const response = await handler(request(path, all, { method, body: "{}" }));
        assertEquals(response.status, status, `${method} ${path} ${JSON.stringify(headers)}`);
      }
    }
    for (const method of ["PUT", "PATCH", "OPTIONS"]) {
      const response = await handler(request(path, { ...CHANGE, cookie }, { method }));
      assertEquals(response.status, 405, `${method} ${path}`);
      assertEquals(response.headers.get("Access-Control-Allow-Origin"), null);
    }
  }
});

Deno.test("a read needs the session and must not come from another site, at every route", async () => {
  await using test = await testConsole();
  test.console.port = 8033;
  const handler = await apiOf(test.console);
  const entry = await handler(request("/?token=" + TOKEN));
  const cookie = entry.headers.get("Set-Cookie")!.split(";")[0];
  for (const { pattern } of await apiRoutes()) {
    const path = pattern.replaceAll(/:(\w+)/g, "x");
    const stranger = await handler(request(path));
    assertEquals(stranger.status, 401, path);
    assertEquals((await stranger.json()).code, "SignedOut");
    const strange: Record<string, string>[] = [
      { cookie, "Sec-Fetch-Site": "cross-site" },
      { cookie, "Sec-Fetch-Site": "same-site" },
      { cookie, "Origin": "http://localhost:9999" },
    ];
    for (const headers of strange) {
      const response = await handler(request(path, headers));
      assertEquals(response.status, 403, path);
      await response.body?.cancel();
    }
  }
});

Deno.test("a caller without a browser brings a token instead, and never a cookie, at every route", async () => {
  const bearer = "token-of-headless-callers";
  await using test = await testConsole({ bearer });
  test.console.port = 8033;
  const handler = await apiOf(test.console);
  const entry = await handler(request("/?token=" + TOKEN));
  const cookie = entry.headers.get("Set-Cookie")!.split(";")[0];
  const good = { Authorization: `Bearer ${bearer}` };
  const json = { "Content-Type": "application/json" };
  const refused: [HeadersInit, string, number][] = [
    [{ Authorization: "Bearer wrong" }, "GET", 401],
    [{ Authorization: `Bearer ${TOKEN}` }, "GET", 401],
    [{ Authorization: `Basic ${bearer}` }, "GET", 401],
    [{ Authorization: "Bearer" }, "GET", 401],
    [{ ...good, cookie }, "GET", 403],
    [{ ...good, cookie: "other=1" }, "GET", 403],
    [{ ...CHANGE, ...good, cookie }, "POST", 403],
    [{ ...json, Authorization: "Bearer wrong", cookie }, "POST", 403],
    [good, "POST", 415],
    [{ ...good, "Content-Type": "text/plain" }, "POST", 415],
    [{ ...good, ...json }, "PUT", 405],
    [{ ...good, Host: "evil.example:8033" }, "GET", 421],
  ];
  for (const { pattern } of await apiRoutes()) {
    const path = pattern.replaceAll(/:(\w+)/g, "x");
    for (const [headers, method, status] of refused) {
      const body = method === "GET" ? null : "{}";
      const response = await handler(request(path, headers, { method, body }));
      assertEquals(response.status, status, `${method} ${path} ${JSON.stringify(headers)}`);
      await response.body?.cancel();
    }
  }
  const read = await handler(request("/api/settings", good));
  assertEquals(read.status, 200);
  await read.body?.cancel();
  const body = JSON.stringify({ changes: [{ name: "settings.log_level", value: "INFO" }] });
  const init = { method: "POST", body };
  const change = await handler(request("/api/settings", { ...good, ...json }, init));
  assertEquals(change.status, 200);
  await change.body?.cancel();
  assertEquals((await handler(request("/jobs", good))).status, 403);
});

Deno.test("where no token was made, none is taken", async () => {
  const { handler } = await guarded();
  for (const token of ["", "undefined", TOKEN]) {
    const response = await handler(request("/api/farms", { Authorization: `Bearer ${token}` }));
    assertEquals(response.status, 401);
    await response.body?.cancel();
  }
});

Deno.test("the launch token works once, and is taken out of the address bar", async () => {
  const { handler } = await guarded();
  const again = await handler(request(`/?token=${TOKEN}`), peer("127.0.0.1"));
  assertEquals(again.status, 401);
  assertEquals(again.headers.get("Set-Cookie"), null);
  assertStringIncludes(await again.text(), "used already");

  const signIn = new SignIn(TOKEN);
  const fresh = guard(() => Promise.resolve(new Response()), { signIn, port: 8033, report() {} });
  const first = await fresh(request(`/jobs?status=failed&token=${TOKEN}`));
  assertEquals([first.status, first.headers.get("Location")], [303, "/jobs?status=failed"]);
  const cookie = first.headers.get("Set-Cookie")!;
  assertMatch(cookie, /; HttpOnly; SameSite=Strict/);
  assertMatch(cookie, /; Path=\//);
  assert(!cookie.includes(TOKEN));
});

Deno.test("a link opened by another program still signs in: it leads on without a redirect", async () => {
  const signIn = new SignIn(TOKEN);
  const handler = guard(() => Promise.resolve(new Response()), { signIn, port: 8033, report() {} });
  const headers = { "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate" };
  const response = await handler(request(`/?token=${TOKEN}`, headers));
  assertEquals([response.status, response.headers.get("Refresh")], [200, "0; url=/"]);
  assertNotEquals(response.headers.get("Set-Cookie"), null);
});

Deno.test("where nobody printed a link, it is offered to the terminal at the address asked for", async () => {
  const greeted: string[] = [];
  const handler = guard(() => Promise.resolve(new Response()), {
    signIn: new SignIn(TOKEN),
    port: undefined,
    greet: (origin) => greeted.push(origin),
    report() {},
  });
  assertEquals((await handler(request("/", { Host: "localhost:8123" }))).status, 401);
  assertEquals((await handler(request("/", { Host: "evil.example:8123" }))).status, 421);
  assertEquals(greeted, ["http://localhost:8123"]);
});

Deno.test("whoever is signed in may open the printed link again", async () => {
  const { handler, cookie } = await guarded();
  const response = await handler(request(`/?token=${TOKEN}`, { cookie }));
  assertEquals([response.status, response.headers.get("Location")], [303, "/"]);
});

Deno.test("wrong tokens are refused, and after ten in a minute even the right one is", () => {
  let now = 0;
  const signIn = new SignIn(TOKEN, { now: () => now });
  for (let i = 0; i < 10; i++) assertEquals(signIn.exchange(`guess-${i}`), "wrong");
  assertEquals(signIn.exchange(TOKEN), "too many");
  now += 60_001;
  assertEquals(typeof signIn.exchange(TOKEN), "object");
});

Deno.test("a session ends after twelve hours without use, and when it is signed out", () => {
  let now = 0;
  const signIn = new SignIn(TOKEN, { now: () => now });
  const { session } = signIn.exchange(TOKEN) as { session: string };
  for (let i = 0; i < 5; i++) {
    now += 11 * 3_600_000;
    assert(signIn.accepts(session));
  }
  assert(!signIn.accepts(session.slice(0, -1) + "x"));
  signIn.end(session);
  assert(!signIn.accepts(session));
  const other = new SignIn(TOKEN, { now: () => now });
  const idle = (other.exchange(TOKEN) as { session: string }).session;
  now += 12 * 3_600_000 + 1;
  assert(!other.accepts(idle));
});

Deno.test("two consoles on two ports stay apart", async () => {
  const one = await guarded();
  const two = guard(
    () => Promise.resolve(new Response("inside")),
    { signIn: new SignIn(TOKEN), port: 8034, report() {} },
  );
  assertMatch(one.cookie, /^deadline_console_8033=/);
  // Browsers send the cookies of all ports of a host.
  const stolen = one.cookie.replace("8033", "8034");
  for (const cookie of [one.cookie, stolen, `${one.cookie}; ${stolen}`]) {
    assertEquals(
      (await two(request("/api/farms", { cookie, Host: "127.0.0.1:8034" }))).status,
      401,
    );
  }
});

Deno.test("signing out ends the session and has the browser forget it", async () => {
  await using test = await testConsole();
  test.console.port = 8033;
  const handler = await apiOf(test.console);
  const entry = await handler(request("/?token=" + TOKEN));
  const cookie = entry.headers.get("Set-Cookie")!.split(";")[0];
  const init = { method: "POST", body: "{}" };
  const response = await handler(request("/api/sign-out", { ...CHANGE, cookie }, init));
  assertMatch(response.headers.get("Set-Cookie")!, /^deadline_console_8033=;.*Max-Age=0/);
  await response.body?.cancel();
  assertEquals((await handler(request("/api/selection", { cookie }))).status, 401);
});

Deno.test("every answer has the security headers: pages, files, error pages and refusals", async () => {
  const app = new App()
    .get("/page", () => new Response("<p>hello", { headers: { "Content-Type": "text/html" } }))
    .get("/moved", () => Response.redirect("http://127.0.0.1:8033/page"))
    .get("/error", () => {
      throw new HttpError(418);
    });
  const { handler, cookie } = await guarded(app.handler());
  const answers = [
    await handler(request("/page", { cookie })),
    await handler(request("/moved", { cookie })),
    await handler(request("/error", { cookie })),
    await handler(request("/nowhere", { cookie })),
    await handler(request("/page", { "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document" })),
    await handler(request("/page", { Host: "evil.example" })),
  ];
  assertEquals(answers.map(({ status }) => status), [200, 302, 418, 404, 401, 421]);
  for (const { headers, status, body } of answers) {
    await body?.cancel();
    const policy = headers.get("Content-Security-Policy")!;
    assertMatch(policy, /default-src 'none'/, `${status}`);
    assertMatch(policy, /frame-ancestors 'none'/);
    assertMatch(policy, /require-trusted-types-for 'script'; trusted-types 'none'/);
    assert(!policy.includes("unsafe"), policy);
    assertEquals(headers.get("X-Content-Type-Options"), "nosniff");
    assertEquals(headers.get("Cross-Origin-Resource-Policy"), "same-origin");
    assertEquals(headers.get("Cache-Control"), "no-store");
  }
});

Deno.test("a rendered page allows its own inline script by nonce, another page's nonce does not", async () => {
  const app = new App().get("/", (ctx) =>
    ctx.render(
      <html>
        <body>hello</body>
      </html>,
    ));
  const { handler, cookie } = await guarded(app.handler());
  const policies = await Promise.all([1, 2].map(async () => {
    const response = await handler(request("/", { cookie }));
    await response.body?.cancel();
    return response.headers.get("Content-Security-Policy")!;
  }));
  for (const policy of policies) assertMatch(policy, /script-src 'self' 'nonce-[^']{16,}'/);
  assertNotEquals(policies[0], policies[1]);
});

Deno.test("the page for strangers is inert: a path with markup in it stays text", async () => {
  const { handler } = await guarded();
  const headers = { "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document" };
  const response = await handler(request(`/%22><script>alert(1)</script>?a="'<b>`, headers));
  const html = await response.text();
  assertEquals(response.status, 401);
  assert(!html.includes("<script"), html);
  assert(!/href="[^"]*["'<>][^"]*"/.test(html), html);
});

Deno.test("an error that nothing handles says nothing of its cause, and is reported", async () => {
  const reported: unknown[] = [];
  const signIn = new SignIn(TOKEN);
  const handler = guard(
    () => Promise.reject(new Error("secret detail")),
    { signIn, port: 8033, report: (error) => reported.push(error) },
  );
  const entry = await handler(request("/?token=" + TOKEN));
  const cookie = entry.headers.get("Set-Cookie")!.split(";")[0];
  const response = await handler(request("/", { cookie }));
  assertEquals(response.status, 500);
  assert(!(await response.text()).includes("secret"));
  assertEquals(reported.length, 1);
});
