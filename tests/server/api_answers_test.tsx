import { assertEquals, assertStringIncludes } from "@std/assert";
import { App } from "fresh";
import { withoutPages } from "@/server/api_answers.ts";
import { testConsole } from "./_console.ts";

function page(status: number): Response {
  const headers = { "Content-Type": "text/html; charset=utf-8" };
  return new Response("<h1>Oh</h1>", { status, headers });
}

Deno.test("below /api/ a page is never the answer: what is missing or fails is a problem document", async () => {
  await using world = await testConsole();
  const app = new App()
    .get("/api/known", () => new Response("{}"))
    .get("/api/broken", () => page(500))
    .notFound(() => page(404));
  const handler = withoutPages(app.handler(), world.console);
  const ask = (method: string, path: string) =>
    handler(new Request(`http://127.0.0.1${path}`, { method }));

  for (const [method, path] of [["GET", "/api/unknown"], ["GET", "/api/"]]) {
    const answer = await ask(method, path);
    assertEquals(answer.headers.get("Content-Type"), "application/problem+json");
    const problem = await answer.json();
    assertEquals([answer.status, problem.code], [404, "NotFound"]);
    assertEquals(problem.title, `There is no ${method} ${path}`);
  }
  const broken = await (await ask("GET", "/api/broken")).json();
  assertEquals([broken.status, broken.code], [500, "InternalError"]);
  assertStringIncludes(broken.hint, "log");

  assertEquals(await (await ask("GET", "/api/known")).text(), "{}");
  const elsewhere = await ask("GET", "/apiary");
  assertStringIncludes(await elsewhere.text(), "<h1>");
});
