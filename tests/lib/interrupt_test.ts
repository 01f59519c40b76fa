import { assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { FARM, JOB, Loopback, QUEUE } from "./_loopback.ts";

Deno.test({
  name: "Ctrl-C ends the command line with 130 and closes its connection",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    await using service = new Loopback(() => undefined);
    const main = fromFileUrl(new URL("../../lib/cli/main.ts", import.meta.url));
    const words = ["job", "wait", "--farm-id", FARM, "--queue-id", QUEUE, "--job-id", JOB];
    const process = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-check", main, ...words, "--endpoint-url", service.endpoint],
      env: {
        AWS_ACCESS_KEY_ID: "a",
        AWS_SECRET_ACCESS_KEY: "b",
        AWS_REGION: "us-west-2",
        DEADLINE_CONFIG_FILE_PATH: "/nonexistent/config",
      },
      stdout: "null",
      stderr: "null",
    }).spawn();
    const request = await service.seen();
    process.kill("SIGINT");
    assertEquals((await process.status).code, 130);
    await request.closed;
  },
});
