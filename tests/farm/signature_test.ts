import { assertEquals, assertStringIncludes } from "@std/assert";
import { CreateWorkerCommand, ListFarmsCommand } from "@aws-sdk/client-deadline";
import { assertRejects } from "@std/assert";
import { sign } from "../../farm/auth/signature.ts";
import { clientOf, testFarm } from "./_farm.ts";
import { type RawRequest, send } from "./_raw.ts";
import { joinWorker } from "./_worker.ts";

const FARMS = "/2023-10-12/farms";
const MINUTE = 60_000;

interface Refusal {
  readonly name: string;
  readonly request: Partial<RawRequest>;
  readonly status: number;
  readonly error: string;
}

const refusals: Refusal[] = [
  {
    name: "without a signature",
    request: { tamper: ({ headers }) => headers.delete("authorization") },
    status: 403,
    error: "MissingAuthenticationTokenException",
  },
  {
    name: "with a signature of another scheme",
    request: { tamper: ({ headers }) => headers.set("authorization", "Bearer abc") },
    status: 400,
    error: "IncompleteSignatureException",
  },
  {
    name: "with a key that the farm did not make",
    request: { accessKeyId: "AKIAIOSFODNN7EXAMPLE" },
    status: 403,
    error: "UnrecognizedClientException",
  },
  {
    name: "with the wrong secret",
    request: { secretAccessKey: "wrong" },
    status: 403,
    error: "InvalidSignatureException",
  },
  {
    name: "with another body than was signed",
    request: {
      method: "POST",
      body: `{"displayName":"A"}`,
      tamper: () => ({ body: `{"displayName":"B"}` }),
    },
    status: 403,
    error: "InvalidSignatureException",
  },
  {
    name: "with another header than was signed",
    request: {
      headers: { "x-amz-client-token": "a" },
      tamper: ({ headers }) => headers.set("x-amz-client-token", "b"),
    },
    status: 403,
    error: "InvalidSignatureException",
  },
  {
    name: "signed more than five minutes ago",
    request: { time: Date.now() - 6 * MINUTE },
    status: 403,
    error: "InvalidSignatureException",
  },
  {
    name: "signed more than five minutes from now",
    request: { time: Date.now() + 6 * MINUTE },
    status: 403,
    error: "InvalidSignatureException",
  },
];

Deno.test("the farm refuses requests", async (test) => {
  await using on = await testFarm();
  for (const { name, request, status, error } of refusals) {
    await test.step(name, async () => {
      const answer = await send(on.farm, { path: FARMS, ...request });
      assertEquals([answer.status, answer.headers.get("x-amzn-errortype")], [status, error]);
      assertEquals(answer.json.__type, error);
    });
  }
});

Deno.test("the farm takes a request that is signed right, with a clock four minutes off", async () => {
  await using on = await testFarm();
  const time = Date.now() - 4 * MINUTE;
  assertEquals((await send(on.farm, { path: `${FARMS}?maxResults=1`, time })).status, 200);
});

Deno.test("the token service refuses in its own format and tells a caller who it is", async () => {
  await using on = await testFarm();
  const request = {
    method: "POST",
    path: "/",
    service: "sts",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: "Action=GetCallerIdentity&Version=2011-06-15",
  };
  const refused = await send(on.farm, { ...request, secretAccessKey: "wrong" });
  assertEquals(refused.status, 403);
  assertStringIncludes(refused.text, "<Code>SignatureDoesNotMatch</Code>");
  const known = await send(on.farm, request);
  assertStringIncludes(known.text, "<Account>000000000000</Account>");
});

Deno.test("the object store answers in its own words, here that a bucket is not there", async () => {
  await using on = await testFarm();
  const answer = await send(on.farm, { path: "/bucket/key", service: "s3" });
  assertEquals(answer.status, 404);
  assertStringIncludes(answer.text, "<Code>NoSuchBucket</Code>");
});

Deno.test("a worker's role lets it do a worker's work only", async () => {
  await using on = await testFarm();
  using worker = await joinWorker(on);
  const listFarms = () => worker.client.send(new ListFarmsCommand({}));
  assertEquals((await assertRejects(listFarms, Error)).name, "AccessDeniedException");
});

Deno.test("a bootstrap key makes workers and nothing else", async () => {
  await using on = await testFarm();
  const client = clientOf(on.farm, on.farm.bootstrapCredentials);
  try {
    await client.send(new CreateWorkerCommand(on.fleet));
    const listFarms = () => client.send(new ListFarmsCommand({}));
    assertEquals((await assertRejects(listFarms, Error)).name, "AccessDeniedException");
  } finally {
    client.destroy();
  }
});

Deno.test("role credentials end after an hour and a forged token opens nothing", async () => {
  let now = Date.now();
  await using on = await testFarm({ clock: { now: () => now } });
  using worker = await joinWorker(on);
  now += 61 * MINUTE;
  const beat = () => worker.beat();
  assertEquals((await assertRejects(beat, Error)).name, "ExpiredTokenException");
  const answer = await send(on.farm, {
    path: FARMS,
    time: now,
    accessKeyId: "ASIAAAAAAAAAAAAAAAAA",
    headers: { "x-amz-security-token": "e30.forged" },
  });
  assertEquals(answer.json.__type, "UnrecognizedClientException");
});

// The example of the AWS documentation for Signature Version 4.
Deno.test("sign() gives the signature of the published example", () => {
  const headers = new Headers({
    host: "iam.amazonaws.com",
    "content-type": "application/x-www-form-urlencoded; charset=utf-8",
    "x-amz-date": "20150830T123600Z",
  });
  const signature = sign(
    {
      method: "GET",
      rawPath: "/",
      rawQuery: "Action=ListUsers&Version=2010-05-08",
      headers,
      body: new Uint8Array(),
    },
    {
      date: "20150830",
      region: "us-east-1",
      service: "iam",
      signedHeaders: ["content-type", "host", "x-amz-date"],
    },
    "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
  );
  assertEquals(signature, "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7");
});
