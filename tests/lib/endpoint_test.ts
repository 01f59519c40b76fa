import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { call, createSession, DeadlineError } from "@deadline/client";
import { allowsPrivateEndpoint, checkEndpoint } from "../../lib/session/check_endpoint.ts";
import { json, Loopback } from "./_loopback.ts";

const NAMES: Record<string, string[]> = {
  "farm.studio.example": ["10.1.2.3"],
  "deadline.example": ["203.0.113.7", "2001:db8::7"],
  "rebound.example": ["203.0.113.7", "169.254.169.254"],
  "here.example": ["127.0.0.1"],
};
const resolver = (name: string) => Promise.resolve(NAMES[name] ?? []);

/** What is wrong with an endpoint, or nothing. */
async function verdict(endpoint: string, allowPrivate = false): Promise<string> {
  try {
    await checkEndpoint(endpoint, { allowPrivate, resolver });
    return "";
  } catch (error) {
    return (error as DeadlineError).reason.replace(/^.* is refused: /, "");
  }
}

Deno.test("an endpoint may be this machine, or what https reaches in public", async () => {
  const good = [
    "http://127.0.0.1:8080",
    "http://localhost:1",
    "http://[::1]:1",
    "http://[::ffff:127.0.0.1]:1",
    "http://here.example",
    "https://deadline.example",
    "https://203.0.113.7:8443/base",
  ];
  for (const endpoint of good) assertEquals(await verdict(endpoint), "", endpoint);
});

Deno.test("addresses that hand out credentials are refused, however they are written", async () => {
  const bad = [
    "http://169.254.169.254/latest",
    "https://169.254.170.2",
    "https://2852039166",
    "https://0xa9.0xfe.0xa9.0xfe",
    "https://[fd00:ec2::254]",
    "https://[fe80::1]",
    "https://[::ffff:169.254.169.254]",
    "https://0.0.0.0",
    "https://rebound.example",
  ];
  for (const endpoint of bad) {
    for (const allowPrivate of [false, true]) {
      assertMatch(await verdict(endpoint, allowPrivate), /link-local or metadata/, endpoint);
    }
  }
});

Deno.test("private networks are refused unless they are allowed, and plain http beyond this machine", async () => {
  const hosts = ["10.0.0.1", "172.31.0.1", "192.168.1.1", "100.64.0.1", "[fd12::1]"];
  for (const endpoint of [...hosts, "farm.studio.example"].map((host) => `https://${host}`)) {
    assertMatch(await verdict(endpoint), /private network/, endpoint);
    assertEquals(await verdict(endpoint, true), "", endpoint);
  }
  for (const endpoint of ["http://deadline.example", "http://203.0.113.7"]) {
    assertMatch(await verdict(endpoint, true), /plain http/, endpoint);
  }
  assertMatch(await verdict("http://10.0.0.1", true), /plain http/);
});

Deno.test("what is no web address is refused, and a password in it is not repeated", async () => {
  for (const endpoint of ["file:///etc/passwd", "ftp://deadline.example", "deadline.example"]) {
    assertMatch(await verdict(endpoint), /no http or https URL/, endpoint);
  }
  const error = await assertRejects(
    () => checkEndpoint("https://user:canary@deadline.example", { allowPrivate: true, resolver }),
    DeadlineError,
  );
  assertEquals(error.message.includes("canary"), false);
});

Deno.test("a call to an endpoint that is refused sends nothing, and says the way out", async () => {
  const env = { get: () => undefined };
  const keys = { accessKeyId: "a", secretAccessKey: "s" };
  await using session = createSession({
    endpoint: "https://10.0.0.1",
    region: "us-west-2",
    credentials: keys,
    env,
  });
  const error = await assertRejects(
    () => call("deadline", "ListFarms", {}, { session }),
    DeadlineError,
  );
  assertEquals([error.code, error.retryable, error.neverLeft], ["EndpointRefused", false, true]);
  assertMatch(error.hint!, /DEADLINE_ALLOW_PRIVATE_ENDPOINT=1/);
  assertMatch(error.message, /"https:\/\/10\.0\.0\.1"/);
});

Deno.test("private endpoints are allowed by option, else by the environment", () => {
  const env = (value?: string) => ({ get: () => value });
  assertEquals(allowsPrivateEndpoint(undefined, env()), false);
  assertEquals(allowsPrivateEndpoint(undefined, env("1")), true);
  assertEquals(allowsPrivateEndpoint(false, env("1")), false);
  assertEquals(allowsPrivateEndpoint(true, env()), true);
});

Deno.test("a redirect of the service is not followed", async () => {
  await using elsewhere = new Loopback(() => json({ farms: [] }));
  await using service = new Loopback(() =>
    new Response(null, { status: 307, headers: { Location: `${elsewhere.endpoint}/farms` } })
  );
  const { session } = service;
  await assertRejects(() => call("deadline", "ListFarms", {}, { session }), DeadlineError);
  assertEquals([service.requests.length, elsewhere.requests.length], [1, 0]);
});
