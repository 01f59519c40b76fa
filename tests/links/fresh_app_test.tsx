import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { App, csp, csrf, HttpError, page, type PageProps, trailingSlashes } from "fresh";
import { asset, Head, IS_BROWSER } from "fresh/runtime";

interface State {
  trace: string[];
}

/** Asks an app for a path, as a browser would. */
async function ask(
  app: App<State>,
  path: string,
  init?: RequestInit,
): Promise<{ status: number; text: string; headers: Headers }> {
  const response = await app.handler()(new Request(`http://localhost${path}`, init));
  return { status: response.status, text: await response.text(), headers: response.headers };
}

/** Runs something that logs an error without showing it. */
async function quietly<T>(work: () => Promise<T>): Promise<T> {
  const { error } = console;
  console.error = () => {};
  try {
    return await work();
  } finally {
    console.error = error;
  }
}

Deno.test("middlewares are called in order, and see the answer on its way back", async () => {
  const step = (name: string) => (app: App<State>) =>
    app.use(async (ctx) => {
      (ctx.state.trace ??= []).push(name);
      const response = await ctx.next();
      response.headers.append("x-back", name);
      return response;
    });
  const app = new App<State>();
  step("a")(app);
  step("b")(app);
  app.get("/", (ctx) => ctx.json(ctx.state.trace));
  const { text, headers } = await ask(app, "/");
  assertEquals(JSON.parse(text), ["a", "b"]);
  assertEquals(headers.get("x-back"), "b, a");
});

Deno.test("a middleware for a path is called for what is below it only", async () => {
  const app = new App<State>()
    .use("/api", () => new Response("guarded", { status: 401 }))
    .get("/api/jobs", () => new Response("jobs"))
    .get("/other", () => new Response("other"));
  assertEquals((await ask(app, "/api/jobs")).status, 401);
  assertEquals((await ask(app, "/other")).text, "other");
});

Deno.test("paths lead to routes by name first, then by pattern, with parameters", async () => {
  const app = new App<State>()
    .get("/jobs/:id", (ctx) => ctx.text(`job ${ctx.params.id} ${ctx.route}`))
    .get("/jobs/new", (ctx) => ctx.text("new"))
    .get("/files/:path*", (ctx) => ctx.text(ctx.params.path));
  assertEquals((await ask(app, "/jobs/new")).text, "new");
  assertEquals((await ask(app, "/jobs/a%20b")).text, "job a b /jobs/:id");
  assertEquals((await ask(app, "/files/a/b")).text, "a/b");
  assertEquals((await ask(app, "//files//a")).text, "a");
});

Deno.test("methods lead to their handlers, and others are refused", async () => {
  const app = new App<State>()
    .get("/x", (ctx) => ctx.text("got"))
    .post("/x", (ctx) => ctx.text("posted"));
  assertEquals((await ask(app, "/x", { method: "POST" })).text, "posted");
  const head = await ask(app, "/x", { method: "HEAD" });
  assertEquals([head.status, head.text], [200, ""]);
  assertEquals((await ask(app, "/x", { method: "PUT" })).status, 405);
  const options = await ask(app, "/x", { method: "OPTIONS" });
  assertEquals([options.status, options.headers.get("allow")], [204, "GET, POST"]);
});

Deno.test("a page has its layouts and its document around it", async () => {
  const app = new App<State>()
    .appWrapper(({ Component }) => (
      <html lang="en">
        <head>
          <title>app</title>
        </head>
        <body>
          <Component />
        </body>
      </html>
    ))
    .layout("*", ({ Component }) => (
      <main>
        <Component />
      </main>
    ))
    .route("/hello/:name", {
      handler: (ctx) => page({ name: ctx.params.name }, { status: 201 }),
      component: ({ data }) => <p>Hello {(data as { name: string }).name}</p>,
    });
  const { status, text, headers } = await ask(app, "/hello/you");
  assertEquals(status, 201);
  assertEquals(headers.get("content-type"), "text/html; charset=utf-8");
  assertStringIncludes(text, "<body><main><p>Hello you</p></main></body>");
});

Deno.test("a layout may wait for something", async () => {
  const app = new App<State>()
    .layout("*", async ({ Component }) => {
      const title = await Promise.resolve("late");
      return (
        <section title={title}>
          <Component />
        </section>
      );
    })
    .get("/", (ctx) => ctx.render(<p>page</p>));
  assertStringIncludes((await ask(app, "/")).text, '<section title="late"><p>page</p></section>');
});

Deno.test("a page puts elements into the head of the document, in the place of others", async () => {
  const app = new App<State>()
    .appWrapper(({ Component }) => (
      <html lang="en">
        <head>
          <title>default</title>
        </head>
        <body>
          <Component />
        </body>
      </html>
    ))
    .get("/", (ctx) =>
      ctx.render(
        <div>
          <Head>
            <title>Jobs</title>
            <meta name="description" content="all of them" />
          </Head>
        </div>,
      ));
  const { text } = await ask(app, "/");
  assertStringIncludes(text, '<title>Jobs</title><meta name="description" content="all of them"/>');
  assertEquals(text.includes("default"), false);
});

Deno.test("links know whether they lead to the page they are on", async () => {
  const app = new App<State>().get("/jobs/:id", (ctx) => ctx.render(<Links />));
  const { text } = await ask(app, "/jobs/1");
  assertMatch(text, /href="\/jobs\/1"[^>]* aria-current="page"/);
  assertMatch(text, /href="\/jobs"[^>]* aria-current="true"/);
  assertMatch(text, /href="\/workers">/);
});

function Links() {
  return (
    <nav>
      <a href="/jobs/1">this</a>
      <a href="/jobs">all</a>
      <a href="/workers">workers</a>
    </nav>
  );
}

Deno.test("what is thrown gets the error page, with its status", async () => {
  const app = new App<State>()
    .onError("*", {
      component: ({ error }: PageProps) => <h1>{error instanceof Error ? error.message : "?"}</h1>,
    })
    .get("/none", () => {
      throw new HttpError(404, "no such job");
    })
    .get("/broken", () => {
      throw new Error("out of paint");
    });
  const none = await ask(app, "/none");
  assertEquals(none.status, 404);
  assertStringIncludes(none.text, "<h1>no such job</h1>");
  const broken = await ask(app, "/broken");
  assertEquals(broken.status, 500);
  assertStringIncludes(broken.text, "<h1>out of paint</h1>");
});

Deno.test("without an error page, an error gives nothing away", async () => {
  const app = new App<State>()
    .get("/broken", () => {
      throw new Error("secret");
    })
    .get("/refused", () => {
      throw new HttpError(403);
    });
  const broken = await quietly(() => ask(app, "/broken"));
  assertEquals([broken.status, broken.text], [500, "Internal server error"]);
  const refused = await ask(app, "/refused");
  assertEquals([refused.status, refused.text], [403, "Forbidden"]);
  assertEquals((await ask(app, "/nowhere")).status, 404);
});

Deno.test("the page for what was not found is one of its own", async () => {
  const app = new App<State>().notFound((ctx) => ctx.text("lost", { status: 404 }));
  assertEquals((await ask(app, "/nowhere")).text, "lost");
});

Deno.test("a redirect never leads to another host by a path", async () => {
  const app = new App<State>()
    .get("/out", (ctx) => ctx.redirect("//evil.example//x?to=//y"))
    .get("/moved", (ctx) => ctx.redirect("/new", 301));
  const out = await ask(app, "/out");
  assertEquals([out.status, out.headers.get("location")], [302, "/evil.example/x?to=//y"]);
  assertEquals((await ask(app, "/moved")).status, 301);
});

Deno.test("a response can be sent as it comes about", async () => {
  const app = new App<State>().get("/", (ctx) =>
    ctx.stream(async function* () {
      yield "a\n";
      await Promise.resolve();
      yield new TextEncoder().encode("b\n");
    }));
  assertEquals((await ask(app, "/")).text, "a\nb\n");
});

Deno.test("scripts and styles of a page carry the nonce that its policy names", async () => {
  const app = new App<State>()
    .use(csp({ useNonce: true, csp: ["connect-src 'self' ws:"] }))
    .get("/", (ctx) => ctx.render(<Styled />))
    .get("/plain", (ctx) => ctx.text("plain"));
  const { text, headers } = await ask(app, "/");
  const policy = headers.get("content-security-policy") ?? "";
  const nonce = /script-src 'self' 'nonce-(\w+)'/.exec(policy)?.[1];
  assertStringIncludes(policy, "connect-src 'self' ws:");
  assertStringIncludes(text, `nonce="${nonce}"`);
  const plain = await ask(app, "/plain");
  assertStringIncludes(plain.headers.get("content-security-policy") ?? "", "default-src 'self'");
});

function Styled() {
  return (
    <div>
      <style>{"p { color: red }"}</style>
    </div>
  );
}

Deno.test("requests from pages of other origins may not change anything", async () => {
  const app = new App<State>().use(csrf()).all("/", (ctx) => ctx.text("done"));
  const post = async (headers: HeadersInit) =>
    (await ask(app, "/", { method: "POST", headers })).status;
  assertEquals(await post({ "sec-fetch-site": "same-origin" }), 200);
  assertEquals(await post({ "sec-fetch-site": "cross-site", origin: "http://evil" }), 403);
  assertEquals(await post({ origin: "http://evil" }), 403);
  assertEquals(await post({ origin: "http://localhost" }), 200);
  assertEquals((await ask(app, "/")).status, 200);
});

Deno.test("slashes at the end are taken away or added", async () => {
  const never = new App<State>().use(trailingSlashes("never")).get("/a", (ctx) => ctx.text("a"));
  assertEquals((await ask(never, "/a/?x=1")).headers.get("location"), "/a?x=1");
  const always = new App<State>().use(trailingSlashes("always")).get("/a", (ctx) => ctx.text("a"));
  assertEquals((await ask(always, "/a")).headers.get("location"), "/a/");
});

Deno.test("an app can be mounted in another one", async () => {
  const inner = new App<State>()
    .use(async (ctx) => {
      const response = await ctx.next();
      response.headers.set("x-inner", "yes");
      return response;
    })
    .get("/", (ctx) => ctx.text("inner"))
    .get("/deep", (ctx) => ctx.text("deep"));
  const app = new App<State>().mountApp("/sub", inner).get("/", (ctx) => ctx.text("outer"));
  assertEquals((await ask(app, "/sub")).text, "inner");
  assertEquals((await ask(app, "/sub/deep")).headers.get("x-inner"), "yes");
  assertEquals((await ask(app, "/")).headers.get("x-inner"), null);
});

Deno.test("the handler of an app can be wrapped", async () => {
  const app = new App<State>().get("/", (ctx) => ctx.text("in"));
  const original = app.handler.bind(app);
  app.handler = () => {
    const handler = original();
    return (req, info) =>
      req.headers.has("x-stop") ? Promise.resolve(new Response("stopped")) : handler(req, info);
  };
  assertEquals((await ask(app, "/")).text, "in");
  assertEquals((await ask(app, "/", { headers: { "x-stop": "1" } })).text, "stopped");
});

Deno.test("routes and handlers may be loaded when first asked for", async () => {
  let loads = 0;
  const app = new App<State>().route("/lazy", () => {
    loads++;
    return Promise.resolve({ component: () => <p>loaded</p> });
  });
  assertEquals(loads, 0);
  assertStringIncludes((await ask(app, "/lazy")).text, "<p>loaded</p>");
  assertEquals(loads, 1);
});

Deno.test("assets are locked to the build, other addresses are not", () => {
  assertMatch(asset("/a.css?x=1#y"), /^\/a\.css\?x=1&__frsh_c=\w+#y$/);
  assertEquals(asset("https://example.com/a.css"), "https://example.com/a.css");
  assertEquals(asset("//example.com/a.css"), "//example.com/a.css");
  assertEquals(IS_BROWSER, false);
});
