import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  type FaultRule,
  operationOf,
  parseFaults,
  startFaultProxy,
  Weather,
} from "../../../farm/faults/mod.ts";

/** An upstream that counts, and a proxy in front of it with these rules. */
async function behind(
  rules: FaultRule[],
  handler: (request: Request) => Response | Promise<Response>,
) {
  const calls: string[] = [];
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, (request) => {
    calls.push(new URL(request.url).pathname);
    return handler(request);
  });
  const proxy = await startFaultProxy({
    target: `http://127.0.0.1:${server.addr.port}`,
    faults: { rules, seed: 1 },
  });
  return {
    calls,
    proxy,
    farms: `${proxy.endpoint}/2023-10-12/farms`,
    async [Symbol.asyncDispose]() {
      await proxy.close();
      await server.shutdown();
    },
  };
}

const ok = () => Response.json({ farms: [] });

Deno.test("without a rule a request passes unchanged, and is seen under its operation", async () => {
  let got: { host: string | null; auth: string | null; body: string } | undefined;
  await using world = await behind([], async (request) => {
    const { headers } = request;
    got = {
      host: headers.get("host"),
      auth: headers.get("authorization"),
      body: await request.text(),
    };
    return new Response("made", { status: 201, headers: { "X-Thing": "1" } });
  });
  const response = await fetch(world.farms, {
    method: "POST",
    body: '{"displayName":"ü"}',
    headers: { Authorization: "AWS4-HMAC-SHA256 x" },
  });
  assertEquals([response.status, response.headers.get("X-Thing"), await response.text()], [
    201,
    "1",
    "made",
  ]);
  assertEquals(got, {
    host: new URL(world.farms).host,
    auth: "AWS4-HMAC-SHA256 x",
    body: '{"displayName":"ü"}',
  });
  assertEquals(
    world.proxy.seen.map(({ operation, status, forwarded }) => [operation, status, forwarded]),
    [
      ["CreateFarm", 201, 1],
    ],
  );
});

Deno.test("throttling, expiry, skew and errors answer as the service does, and nothing is passed on", async () => {
  const rules: FaultRule[] = [
    { operation: "ListFarms", times: 1, throttle: { retryAfterSeconds: 7 } },
    { operation: "ListFarms", times: 1, expired: true },
    { operation: "ListFarms", times: 1, clockSkewSeconds: 3600 },
    { operation: "*", error: { status: 503, code: "ServiceUnavailable" } },
  ];
  await using world = await behind(rules, ok);
  const seen: unknown[] = [];
  for (let i = 0; i < 4; i++) {
    const response = await fetch(world.farms);
    await response.body?.cancel();
    seen.push([
      response.status,
      response.headers.get("x-amzn-errortype"),
      response.headers.get("retry-after"),
    ]);
  }
  assertEquals(seen, [
    [429, "ThrottlingException", "7"],
    [403, "ExpiredTokenException", null],
    [403, "InvalidSignatureException", null],
    [503, "ServiceUnavailable", null],
  ]);
  assertEquals(world.calls, []);
});

Deno.test("a stalled request is held until its client leaves, and the leaving is seen", async () => {
  await using world = await behind([{ operation: "ListFarms", stall: "before" }], ok);
  const controller = new AbortController();
  const asking = fetch(world.farms, { signal: controller.signal });
  await world.proxy.sighting(({ operation }) => operation === "ListFarms");
  controller.abort();
  await assertRejects(() => asking);
  const sighting = await world.proxy.sighting(({ clientLeftAt }) => clientLeftAt !== undefined);
  assertEquals([sighting.forwarded, sighting.status, world.calls], [0, undefined, []]);
});

Deno.test("a client that leaves while the upstream thinks closes the upstream's connection", async () => {
  const left = Promise.withResolvers<void>();
  await using world = await behind([], (request) =>
    new Promise((resolve) => {
      request.signal.addEventListener("abort", () => {
        left.resolve();
        resolve(ok());
      });
    }));
  const controller = new AbortController();
  const asking = fetch(world.farms, { signal: controller.signal });
  await world.proxy.sighting(({ forwarded }) => forwarded === 1);
  while (world.calls.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  controller.abort();
  await assertRejects(() => asking);
  await left.promise;
  const sighting = await world.proxy.sighting(({ upstreamClosedAt }) =>
    upstreamClosedAt !== undefined
  );
  assert(sighting.clientLeftAt! <= sighting.upstreamClosedAt!);
});

Deno.test("a reset comes before the request has an effect, or after it", async () => {
  await using world = await behind([
    { operation: "ListFarms", times: 1, reset: "before" },
    { operation: "ListFarms", times: 1, reset: "after" },
  ], ok);
  await assertRejects(() => fetch(world.farms));
  assertEquals(world.calls.length, 0);
  await assertRejects(() => fetch(world.farms));
  assertEquals(world.calls.length, 1);
});

Deno.test("a duplicated delivery reaches the upstream twice and the client once", async () => {
  await using world = await behind([{ operation: "ListFarms", duplicate: true }], ok);
  assertEquals(await (await fetch(world.farms)).json(), { farms: [] });
  assertEquals(world.calls.length, 2);
});

Deno.test("a truncated body ends the connection after so many bytes", async () => {
  const rules: FaultRule[] = [{ operation: "ListFarms", truncate: { bytes: 10 } }];
  await using world = await behind(rules, () => new Response("0123456789abcdef"));
  const response = await fetch(world.farms);
  await assertRejects(() => response.text());
});

Deno.test("a slow body takes its time", async () => {
  const rules: FaultRule[] = [{ operation: "*", slowBody: { bytesPerSecond: 200 } }];
  await using world = await behind(rules, () => new Response("x".repeat(20)));
  const start = performance.now();
  assertEquals((await (await fetch(world.farms)).text()).length, 20);
  assert(performance.now() - start >= 45);
});

Deno.test("a rule lets some pass, acts so often, and then the next one acts", () => {
  const weather = new Weather({
    rules: [
      { operation: "A", after: 1, times: 2, expired: true },
      { operation: ["A", "B"], error: { status: 500, code: "X" } },
    ],
  });
  const acted = ["A", "A", "A", "A", "B", "C"].map((name) => {
    const rule = weather.befalls(name);
    return rule?.expired ? "expired" : rule?.error ? "error" : "none";
  });
  assertEquals(acted, ["error", "expired", "expired", "error", "error", "none"]);
});

Deno.test("the same seed makes the same weather", () => {
  const draw = () => {
    const weather = new Weather({
      rules: [{ operation: "*", probability: 0.5, expired: true }],
      seed: 7,
    });
    return Array.from({ length: 50 }, () => weather.befalls("A") !== undefined);
  };
  assertEquals(draw(), draw());
  const delays = new Weather({ rules: [], seed: 3 });
  const drawn = Array.from({ length: 2000 }, () => delays.delay({ p50Ms: 100, p99Ms: 1000 }));
  const below = drawn.filter((ms) => ms < 100).length / drawn.length;
  assert(below > 0.45 && below < 0.55, `${below} of the delays are below the middle`);
});

Deno.test("a rule that is wrong is named with what it should be", () => {
  for (
    const [json, message] of [
      ["{", "Cannot read weather.json:"],
      ["{}", '"rules" must be a list'],
      [
        '{"rules":[{"operation":"*","stall":"later"}]}',
        'rules[0] must be an object whose "stall" is "before" or "after"',
      ],
      [
        '{"rules":[{"operation":"*"},{"operation":"*","lag":1}]}',
        'rules[1] must be an object without "lag"',
      ],
      ['{"rules":[{}]}', 'rules[0] must be an object with "operation"'],
      ['{"rules":[{"operation":"*","probability":2}]}', "a number from 0 to 1"],
    ]
  ) assertThrows(() => parseFaults(json, "weather.json"), SyntaxError, message);
  assertEquals(
    parseFaults('{"rules":[{"operation":["A","B"],"latency":{"ms":5}}]}').rules.length,
    1,
  );
});

Deno.test("the operation of a request is told for each service", () => {
  const scope = (service: string) => ({
    authorization: `AWS4-HMAC-SHA256 Credential=AKIA/20260101/us-west-2/${service}/aws4_request, x`,
  });
  const farm = `farm-${"0".repeat(32)}`;
  for (
    const [method, url, headers, name] of [
      ["GET", `/2023-10-12/farms/${farm}/queues?maxResults=5`, scope("deadline"), "ListQueues"],
      ["POST", "/", { "x-amz-target": "Logs_20140328.GetLogEvents" }, "GetLogEvents"],
      ["POST", "/", scope("sts"), "GetCallerIdentity"],
      ["PUT", "/bucket/a/b", scope("s3"), "PutObject"],
      ["GET", "/bucket?list-type=2", scope("s3"), "ListObjectsV2"],
      ["PUT", "/bucket/a?partNumber=1&uploadId=x", scope("s3"), "UploadPart"],
      ["GET", "/favicon.ico", {}, "Unknown"],
    ] as const
  ) assertEquals(operationOf({ method, url, headers }), name);
});

Deno.test("faults of the object store are told as S3 tells them", async () => {
  await using world = await behind([
    { operation: "PutObject", times: 1, throttle: { retryAfterSeconds: 1 } },
    { operation: "PutObject", error: { status: 403, code: "AccessDenied", message: "a < b" } },
  ], ok);
  const put = async () => {
    const response = await fetch(`${world.proxy.endpoint}/bucket/key`, {
      method: "PUT",
      headers: {
        Authorization: "AWS4-HMAC-SHA256 Credential=A/20260101/us-west-2/s3/aws4_request",
      },
    });
    const text = await response.text();
    return [response.status, /<Code>(.*)<\/Code><Message>(.*)<\/Message>/.exec(text)?.slice(1)];
  };
  assertEquals(await put(), [503, ["SlowDown", "Rate exceeded"]]);
  assertEquals(await put(), [403, ["AccessDenied", "a &lt; b"]]);
  assertEquals(world.calls, []);
});
