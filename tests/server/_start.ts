import { fromFileUrl } from "@std/path";

/** The script of the start command. */
export const START = fromFileUrl(new URL("../../server/start.ts", import.meta.url));

/** The start command as a process, and somebody who has followed the link that it printed. */
export interface Started {
  /** The link that it printed; its token is used up. */
  readonly url: URL;
  readonly token: string;
  /** Names the session, as a `Cookie` header does. */
  readonly cookie: string;
  /** Asks as a page of the console does; with a body, a POST. */
  ask(path: string, body?: object): Promise<Response>;
  /** Ends it; gives its exit code, and what it printed. */
  end(signal?: Deno.Signal): Promise<{ code: number; printed: string; errors: string }>;
}

/** Runs the start command with these arguments on a free port. */
export async function startConsole(
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<Started> {
  const process = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "-q", START, "--port", "0", ...args],
    env,
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const errors = new Response(process.stderr).text();
  const reader = process.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let printed = "";
  while (!printed.includes("\n")) {
    const { done, value } = await reader.read();
    if (done) throw new Error(`It did not start: ${await errors}`);
    printed += value;
  }
  const url = new URL(printed.trim());
  const entry = await fetch(url, { redirect: "manual" });
  await entry.body?.cancel();
  const cookie = entry.headers.get("Set-Cookie")!.split(";")[0];
  const headers = {
    cookie,
    origin: url.origin,
    "sec-fetch-site": "same-origin",
    "content-type": "application/json",
  };
  return {
    url,
    token: url.searchParams.get("token")!,
    cookie,
    ask: (path, body) =>
      fetch(new URL(path, url), {
        headers,
        ...(body && { method: "POST", body: JSON.stringify(body) }),
      }),
    async end(signal = "SIGINT") {
      process.kill(signal);
      const { code } = await process.status;
      for (let next = await reader.read(); !next.done; next = await reader.read()) {
        printed += next.value;
      }
      return { code, printed, errors: await errors };
    },
  };
}
