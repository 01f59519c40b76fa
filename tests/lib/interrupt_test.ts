import { assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { FARM, JOB, Loopback, QUEUE } from "./_loopback.ts";

/** Where programs and what they have cached are; the rest of the environment is the test's own. */
const PROGRAMS = Object.fromEntries(
  ["PATH", "HOME", "DENO_DIR"].flatMap((name) => {
    const value = Deno.env.get(name);
    return value === undefined ? [] : [[name, value]];
  }),
);

Deno.test({
  name: "Ctrl-C ends the command line with 130 and closes its connection",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    await using service = new Loopback(() => undefined);
    const main = fromFileUrl(new URL("../../lib/cli/main.ts", import.meta.url));
    const words = ["job", "wait", "--farm-id", FARM, "--queue-id", QUEUE, "--job-id", JOB];
    const process = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-check", main, ...words, "--endpoint-url", service.endpoint],
      clearEnv: true,
      env: {
        ...PROGRAMS,
        AWS_ACCESS_KEY_ID: "a",
        AWS_SECRET_ACCESS_KEY: "b",
        AWS_REGION: "us-west-2",
        DEADLINE_CONFIG_FILE_PATH: "/nonexistent/config",
      },
      stdout: "null",
      stderr: "null",
    }).spawn();
    const ended = process.status.then(({ code }) =>
      Promise.reject(new Error(`ended with ${code}`))
    );
    const request = await Promise.race([service.seen(), ended]);
    ended.catch(() => {});
    process.kill("SIGINT");
    assertEquals((await process.status).code, 130);
    await request.closed;
  },
});
