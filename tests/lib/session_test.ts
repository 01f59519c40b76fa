import { assertEquals, assertMatch, assertRejects, assertStrictEquals } from "@std/assert";
import { createSession, DeadlineError, getFarm, getSessionLogs, listFarms } from "@deadline/client";
import { translateError } from "@deadline/client";
import { keepFresh } from "../../lib/session/credentials.ts";
import manifest from "../../lib/deno.json" with { type: "json" };
import { VERSION } from "../../lib/version.ts";
import { FARM, json, Loopback, QUEUE } from "./_loopback.ts";

const NO_ENVIRONMENT = { get: () => undefined };

Deno.test("credentials are fetched once for all who wait, and anew shortly before they end", async () => {
  let [now, fetches] = [0, 0];
  const minute = 60_000;
  const credentials = keepFresh(() => {
    const expiration = new Date(now + 15 * minute);
    return Promise.resolve({ accessKeyId: `${++fetches}`, secretAccessKey: "s", expiration });
  }, () => now);
  const [first, second] = await Promise.all([credentials(), credentials()]);
  assertStrictEquals(first, second);
  now = 9 * minute;
  assertEquals((await credentials()).accessKeyId, "1");
  now = 11 * minute;
  assertEquals((await credentials()).accessKeyId, "2");
});

Deno.test("credentials that never last long are not fetched for every call", async () => {
  let [now, fetches] = [0, 0];
  const credentials = keepFresh(() => {
    const expiration = new Date(now + 60_000);
    return Promise.resolve({ accessKeyId: `${++fetches}`, secretAccessKey: "s", expiration });
  }, () => now);
  const used: string[] = [];
  for (now = 0; now < 60_000; now += 10_000) used.push((await credentials()).accessKeyId);
  assertEquals(used, ["1", "1", "1", "2", "2", "2"]);
});

Deno.test("credentials that still hold are used when fetching new ones fails", async () => {
  let now = 0;
  let fail = false;
  const credentials = keepFresh(() => {
    const keys = { accessKeyId: "1", secretAccessKey: "s", expiration: new Date(600_000) };
    return fail ? Promise.reject(new Error("no network")) : Promise.resolve(keys);
  }, () => now);
  await credentials();
  [fail, now] = [true, 400_000];
  assertEquals((await credentials()).accessKeyId, "1");
  now = 600_001;
  await assertRejects(credentials, Error, "no network");
});

Deno.test("who comes after the last one left fetches credentials anew, even if the old fetch goes on", async () => {
  let fetches = 0;
  await using session = createSession({
    region: "r",
    endpoint: "http://127.0.0.1:1",
    maxAttempts: 1,
    // A source that does not hear that nobody waits for it.
    credentials: () => {
      if (++fetches === 1) return new Promise(() => {});
      return Promise.resolve({ accessKeyId: "A", secretAccessKey: "S" });
    },
  });
  const leaving = new AbortController();
  const first = listFarms({}, { session, signal: leaving.signal }).toArray();
  while (fetches === 0) await new Promise((resolve) => setTimeout(resolve));
  leaving.abort("left");
  assertEquals(await first.catch((reason) => reason), "left");
  const second = await listFarms({}, { session }).toArray().catch((error) => error);
  assertEquals(second.code, "NetworkError");
  assertEquals(fetches, 2);
});

Deno.test("credentials that do not come in time are told from an answer that does not", async () => {
  await using session = createSession({
    endpoint: "http://127.0.0.1:9",
    region: "us-west-2",
    credentials: () => new Promise(() => {}),
    env: NO_ENVIRONMENT,
  });
  const error = await assertRejects(
    () => getFarm({ farmId: FARM }, { session, timeout: 20 }),
    DeadlineError,
    "no AWS credentials within 20 ms",
  );
  assertEquals(error.code, "CredentialsTimeout");
});

Deno.test("a session without a region says so before anything is sent", async () => {
  const credentials = { accessKeyId: "a", secretAccessKey: "b" };
  await using session = createSession({ credentials, env: { get: () => undefined } });
  const error = await assertRejects(
    () => getFarm({ farmId: FARM }, { session }),
    DeadlineError,
    "Cannot get farm: no AWS region is set",
  );
  assertMatch(error.hint!, /--region/);
});

Deno.test("a custom endpoint gets no host prefix, and is told who calls", async () => {
  await using service = new Loopback(() => json({ farms: [] }), { userAgent: "studio#1.2" });
  await listFarms({}, { session: service.session }).toArray();
  const { headers } = service.requests[0];
  assertEquals(headers.get("host"), service.endpoint.slice("http://".length));
  assertMatch(headers.get("user-agent")!, / app\/studio#1\.2/);
});

Deno.test("the version that the client tells AWS is that of the package", () => {
  assertEquals(VERSION, manifest.version);
});

Deno.test("users of the monitor list what they are members of, and read logs with the queue's role", async () => {
  const folder = await Deno.makeTempDir();
  await Deno.writeTextFile(
    `${folder}/config`,
    "[profile studio]\nmonitor_id = m\nuser_id = user-7\nregion = us-west-2\n" +
      "aws_access_key_id = AKIAOWN\naws_secret_access_key = s\n",
  );
  const env: Record<string, string> = {
    AWS_CONFIG_FILE: `${folder}/config`,
    AWS_SHARED_CREDENTIALS_FILE: `${folder}/none`,
  };
  const keys = { accessKeyId: "AKIAROLE", secretAccessKey: "r", sessionToken: "t" };
  const credentials = { ...keys, expiration: new Date(Date.now() + 3_600_000).toISOString() };
  await using service = new Loopback((request) => {
    if (request.path.endsWith("/read-roles")) return json({ credentials });
    return json(request.headers.has("x-amz-target") ? { events: [] } : { farms: [] });
  }, { profile: "studio", credentials: undefined, env: { get: (name) => env[name] } });
  const calls = { session: service.session };
  await listFarms({}, calls).toArray();
  const input = { farmId: FARM, queueId: QUEUE, sessionId: "session-1" };
  await getSessionLogs(input, calls);
  await getSessionLogs(input, calls);
  const signers = service.requests.map(({ headers }) =>
    /Credential=(\w+)/.exec(headers.get("authorization")!)![1]
  );
  assertEquals(signers, ["AKIAOWN", "AKIAOWN", "AKIAROLE", "AKIAROLE"]);
  assertEquals(service.requests[0].query.get("principalId"), "user-7");
  await Deno.remove(folder, { recursive: true });
});

const TRANSLATIONS: [what: string, error: object, code: string, retryable: boolean][] = [
  ["a refused connection", { code: "ECONNREFUSED", message: "connect" }, "NetworkError", true],
  ["a name that is not found", { cause: { code: "ENOTFOUND" } }, "NetworkError", true],
  ["several addresses that fail", { errors: [{ code: "ETIMEDOUT" }] }, "NetworkError", true],
  ["a connection that takes too long", { name: "TimeoutError", message: "t" }, "Timeout", true],
  ["an unbuilt operation", { name: "X", $metadata: { httpStatusCode: 501 } }, "X", false],
  ["a broken service", { name: "X", $metadata: { httpStatusCode: 503 } }, "X", true],
  [
    "a conflict of two writers",
    { name: "ConflictException", reason: "CONCURRENT_MODIFICATION" },
    "ConflictException",
    true,
  ],
  [
    "a conflict of states",
    { name: "ConflictException", reason: "STATUS_CONFLICT" },
    "ConflictException",
    false,
  ],
  [
    "an expired sign-in",
    { name: "CredentialsProviderError", message: "The SSO session is expired" },
    "CredentialsExpired",
    false,
  ],
  [
    "missing credentials",
    { name: "CredentialsProviderError", message: "Could not load credentials from any providers" },
    "CredentialsMissing",
    false,
  ],
];

for (const [what, thrown, code, retryable] of TRANSLATIONS) {
  Deno.test(`${what} is ${code}, and a retry ${retryable ? "may" : "does not"} help`, () => {
    const error = translateError(Object.assign(new Error(""), thrown), "ListFarms");
    assertEquals([error.code, error.retryable], [code, retryable]);
    assertMatch(error.message, /^Cannot list farms: ./);
  });
}

Deno.test("what a credential process said or how it was called is in no message", () => {
  const thrown = { name: "CredentialsProviderError", message: "Command failed: get --key canary" };
  const { message } = translateError(Object.assign(new Error(""), thrown), "ListFarms");
  assertEquals(message, "Cannot list farms: the credential process failed");
});
