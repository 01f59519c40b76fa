import { assert, assertEquals } from "@std/assert";
import { stub } from "@std/testing/mock";
import { redact } from "@/server/security/redact.ts";
import { serve, testConsole, TOKEN } from "./_console.ts";

const CANARY = "CANARYcanary0123456789abcdef";

Deno.test("no secret passes, whatever the text around it looks like", () => {
  const texts = [
    `AWS_SECRET_ACCESS_KEY=${CANARY}`,
    `aws_secret_access_key = ${CANARY}`,
    `{"secretAccessKey":"${CANARY}","region":"us-west-2"}`,
    `{ sessionToken: '${CANARY}' }`,
    `Authorization: AWS4-HMAC-SHA256 Credential=AKIA${"A".repeat(16)}/x, Signature=${CANARY}`,
    `authorization: Bearer ${CANARY}`,
    `Cookie: deadline_console_8033=${CANARY}.${CANARY}`,
    `https://s3.example/a?X-Amz-Credential=${CANARY}&X-Amz-Signature=${CANARY}&x=1`,
    `http://127.0.0.1:8033/?token=${CANARY}`,
    `X-Amz-Security-Token: ${CANARY}`,
    `{"access_token":"${CANARY}","refresh_token":"${CANARY}","clientSecret":"${CANARY}"}`,
    `password: ${CANARY}`,
  ];
  for (const text of texts) assert(!redact(text).includes(CANARY), redact(text));
  assert(!redact(`key AKIA${"B".repeat(16)} used`).includes("AKIA"));
  assertEquals(redact(`it said ${CANARY}`, [CANARY]), "it said [redacted]");
});

Deno.test("what is no secret stays readable", () => {
  const text = 'Cannot list queues: farm-1 is not there {"region":"us-west-2","status":404}';
  assertEquals(redact(text), text);
});

Deno.test("no answer of the console shows its keys, token or session", async () => {
  const keys = { accessKeyId: "AKIACANARYCANARYCANA", secretAccessKey: CANARY };
  await using test = await testConsole({ keys });
  await using served = await serve(test.console);
  const printed = stub(console, "error");
  try {
    test.console.report(new Error(`failed with ${CANARY} at /?token=${TOKEN}`));
  } finally {
    printed.restore();
  }
  const [[line]] = printed.calls.map(({ args }) => args);
  assert(line.includes("failed with [redacted]") && !line.includes(TOKEN), line);
  const paths = ["connection", "auth", "selection", "settings", "diagnostics", "roots", "farms"];
  for (const path of paths) {
    const response = await served.ask(`/api/${path}`);
    const text = JSON.stringify([...response.headers]) + await response.text();
    for (const secret of [CANARY, keys.accessKeyId, TOKEN]) {
      assert(!text.includes(secret), `/api/${path} shows a secret`);
    }
  }
});
