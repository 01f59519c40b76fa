import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";

const DEV = join(import.meta.dirname as string, "fresh_app", "dev.ts");

/** A port that nobody listens on. */
function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

Deno.test("the development server serves the app, and tells pages when it was started anew", async () => {
  const port = freePort();
  const server = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", DEV, String(port)],
    stdin: "null",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  try {
    const reader = server.stdout.pipeThrough(new TextDecoderStream()).getReader();
    let said = "";
    while (!said.includes("listening")) {
      const { done, value } = await reader.read();
      if (done) throw new Error(`the app was not served: ${said}`);
      said += value;
    }
    await reader.cancel();

    const page = await (await fetch(`http://127.0.0.1:${port}/jobs`)).text();
    assertStringIncludes(page, "<p>all jobs</p>");
    const script = /"(\/_fresh\/js\/\w+\/fresh-runtime\.js)"/.exec(page)?.[1];
    const loaded = await fetch(`http://127.0.0.1:${port}${script}`);
    assertMatch(await loaded.text(), /\bboot\b/);
    assertStringIncludes(loaded.headers.get("cache-control") ?? "", "no-cache");

    const message = await firstMessage(`ws://127.0.0.1:${port}/_frsh/alive`);
    assertEquals(typeof JSON.parse(message).revision, "number");
  } finally {
    server.kill("SIGTERM");
    await server.status;
  }
});

async function firstMessage(url: string): Promise<string> {
  const socket = new WebSocket(url);
  const closed = new Promise((resolve) => socket.onclose = resolve);
  try {
    return await new Promise((resolve, reject) => {
      socket.onmessage = (event) => resolve(event.data);
      socket.onerror = () => reject(new Error(`no answer from ${url}`));
    });
  } finally {
    socket.close();
    await closed;
  }
}
