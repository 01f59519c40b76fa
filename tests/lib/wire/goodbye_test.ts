import { assertEquals, assertRejects } from "@std/assert";
import { Stopped } from "@deadline/client/task";
import { requestJson } from "@deadline/client/wire";

Deno.test("a change that is given up tells the server why, whether or not its connection tells", async () => {
  for (const reason of ["superseded", "user", "navigated"] as const) {
    const asked: string[] = [];
    const ask: typeof fetch = (path, init) => {
      asked.push(`${init?.method} ${path}`);
      if (init?.method === "DELETE") return Promise.resolve(new Response());
      const { promise, reject } = Promise.withResolvers<Response>();
      init?.signal?.addEventListener("abort", () => reject(init.signal!.reason));
      return promise;
    };
    const controller = new AbortController();
    const answer = requestJson("/api/selection", {
      requestId: "tab.selection.save.1",
      body: {},
      signal: controller.signal,
      fetch: ask,
    });
    controller.abort(new Stopped(reason));
    await assertRejects(() => answer, Stopped);
    assertEquals(asked, [
      "POST /api/selection",
      `DELETE /api/requests/tab.selection.save.1?reason=${reason}`,
    ]);
  }
});
