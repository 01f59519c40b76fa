import { assertEquals, assertMatch, assertRejects, assertStringIncludes } from "@std/assert";
import { checkAuthentication, createSession, credentialsSource } from "@deadline/client";
import { exception, json, Loopback } from "./_loopback.ts";

const CASES = [
  ["AccessDeniedException", 403, "AUTHENTICATED", /administrator/],
  ["ExpiredTokenException", 403, "NEEDS_LOGIN", /Sign in again/],
  ["UnrecognizedClientException", 403, "CONFIGURATION_ERROR", /access key/],
  ["InvalidSignatureException", 403, "CONFIGURATION_ERROR", /secret access key/],
] as const;

for (const [code, httpStatus, status, hint] of CASES) {
  Deno.test(`authentication status tells ${code} apart and says what to do`, async () => {
    await using service = new Loopback(() => exception(code, httpStatus));
    const found = await checkAuthentication({ session: service.session });
    assertEquals([found.status, found.api, found.code], [status, false, code]);
    assertMatch(found.hint!, hint);
  });
}

Deno.test("authentication status says that the API is there when it answers", async () => {
  await using service = new Loopback(() => json({ farms: [] }));
  const found = await checkAuthentication({ session: service.session });
  assertEquals(found, {
    profile: "default",
    source: "OPTION",
    region: "us-west-2",
    endpoint: service.endpoint,
    status: "AUTHENTICATED",
    api: true,
  });
  assertEquals(service.requests[0].query.get("maxResults"), "1");
});

Deno.test("an endpoint where nothing listens is unreachable, not a wrong key", async () => {
  await using session = createSession({
    endpoint: await freeEndpoint(),
    region: "us-west-2",
    credentials: { accessKeyId: "a", secretAccessKey: "canary-secret" },
    maxAttempts: 1,
    env: { get: () => undefined },
  });
  const found = await checkAuthentication({ session });
  assertEquals([found.status, found.code], ["UNREACHABLE", "NetworkError"]);
  assertStringIncludes(found.message!, "no connection to the service (ECONNREFUSED");
  assertEquals(JSON.stringify(found).includes("canary-secret"), false);
});

Deno.test("who has neither credentials nor a region is told of the credentials first", async () => {
  const env = (more: Record<string, string>) => ({
    get: (name: string) => ({ AWS_EC2_METADATA_DISABLED: "true", HOME: "/nowhere", ...more })[name],
  });
  await using nothing = createSession({ env: env({}) });
  const found = await checkAuthentication({ session: nothing });
  assertEquals([found.problem, found.code], ["NO_CREDENTIALS", "CredentialsMissing"]);
  const keys = { AWS_ACCESS_KEY_ID: "AKIATEST", AWS_SECRET_ACCESS_KEY: "s" };
  await using keyed = createSession({ env: env(keys) });
  const next = await checkAuthentication({ session: keyed });
  assertEquals([next.problem, next.code], ["NO_REGION", "RegionMissing"]);
});

Deno.test("a profile that no AWS file has is named", async () => {
  await using session = createSession({ profile: "nobody", env: { get: () => undefined } });
  const found = await checkAuthentication({ session });
  assertEquals([found.source, found.status], ["NOT_VALID", "CONFIGURATION_ERROR"]);
  assertStringIncludes(found.message!, 'there is no AWS profile "nobody"');
});

Deno.test("checking the authentication stops with the signal's reason", async () => {
  await using service = new Loopback(() => undefined);
  const controller = new AbortController();
  const checking = checkAuthentication({ session: service.session, signal: controller.signal });
  await service.seen();
  controller.abort(new Error("closed the page"));
  await assertRejects(() => checking, Error, "closed the page");
});

Deno.test("the source of credentials is read from the environment and the profile", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(
      `${folder}/config`,
      [
        "[profile monitor]",
        "monitor_id = monitor-1",
        "user_id = user-1",
        "region = eu-west-1",
        "[profile sso]",
        "sso_start_url = https://example.com",
        "[profile process]",
        "credential_process = /bin/true",
        "[profile local]",
        "region = us-west-2",
        "services = farm",
        "[services farm]",
        "deadline =",
        "  endpoint_url = http://127.0.0.1:9",
        "cloudwatch_logs =",
        "  endpoint_url = http://127.0.0.1:8",
      ].join("\n"),
    );
    const env: Record<string, string> = {
      AWS_CONFIG_FILE: `${folder}/config`,
      AWS_SHARED_CREDENTIALS_FILE: `${folder}/credentials`,
    };
    const sessionOf = (profile: string, more: Record<string, string> = {}) =>
      createSession({ profile, env: { get: (name) => ({ ...env, ...more })[name] } });
    assertEquals(await credentialsSource(sessionOf("monitor")), "DEADLINE_CLOUD_MONITOR_LOGIN");
    assertEquals(await credentialsSource(sessionOf("sso")), "SSO");
    assertEquals(await credentialsSource(sessionOf("process")), "PROCESS");
    assertEquals(await credentialsSource(sessionOf("other")), "NOT_VALID");
    assertEquals(await credentialsSource(sessionOf("(default)")), "HOST_PROVIDED");
    const keys = { AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "b" };
    assertEquals(await credentialsSource(sessionOf("(default)", keys)), "ENVIRONMENT");
    assertEquals(await sessionOf("monitor").principalId(), "user-1");
    assertEquals(await sessionOf("monitor").region(), "eu-west-1");
    const local = sessionOf("local");
    assertEquals(await local.endpoint("deadline"), "http://127.0.0.1:9");
    assertEquals(await local.endpoint("logs"), "http://127.0.0.1:8");
    assertEquals(await local.endpoint("sts"), undefined);
    const override = sessionOf("local", { AWS_ENDPOINT_URL_DEADLINE: "http://127.0.0.1:7" });
    assertEquals(await override.endpoint("deadline"), "http://127.0.0.1:7");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

/** An endpoint on loopback where nothing listens any more. */
function freeEndpoint(): string {
  using listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  return `http://127.0.0.1:${listener.addr.port}`;
}
