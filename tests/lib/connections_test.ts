import { assertEquals } from "@std/assert";
import process from "node:process";
import { call, createSession } from "@deadline/client";
import { json, Loopback } from "./_loopback.ts";

Deno.test("a connection that is used again and again collects no listeners", async () => {
  await using service = new Loopback(() => json({ farms: [] }));
  await using session = createSession({
    endpoint: service.endpoint,
    region: "us-west-2",
    credentials: { accessKeyId: "AKIATEST", secretAccessKey: "secret" },
  });
  const warnings: Error[] = [];
  const onWarning = (warning: Error) => warnings.push(warning);
  process.on("warning", onWarning);
  for (let i = 0; i < 25; i++) await call("deadline", "ListFarms", {}, { session });
  await new Promise((resolve) => setTimeout(resolve, 0));
  process.off("warning", onWarning);
  assertEquals(warnings, []);
});
