import { assert, assertEquals, assertMatch, assertRejects, assertStrictEquals } from "@std/assert";
import { afterAll, beforeAll, describe, it } from "@std/testing/bdd";
import {
  createSession,
  DeadlineError,
  listFarms,
  readConfig,
  roleSession,
  type Session,
  type SessionOptions,
} from "@deadline/client";
import { call } from "@deadline/client/session";
import { directHosts } from "../../lib/session/route.ts";
import { FARM, QUEUE } from "./_loopback.ts";
import {
  type Certificates,
  type ConnectProxy,
  makeCertificates,
  OPENSSL,
  startConnectProxy,
} from "./_proxy.ts";

const HOST = "farm.studio.test";
const ENDPOINT = `https://${HOST}`;

/** What the service does; it answers unless told otherwise. */
let answer: (request: Request) => Response | Promise<Response>;
let folder: string;
let certificates: Certificates;
let service: Deno.HttpServer<Deno.NetAddr>;
let requests: number;

async function withProxy(body: (proxy: ConnectProxy) => Promise<void>): Promise<void> {
  answer = () => Response.json({ farms: [{ farmId: FARM, displayName: "Studio" }] });
  requests = 0;
  await using proxy = await startConnectProxy(service.addr.port);
  await body(proxy);
}

function sessionWith(env: Record<string, string>, options: SessionOptions = {}): Session {
  return createSession({
    endpoint: ENDPOINT,
    region: "us-west-2",
    credentials: { accessKeyId: "AKIATEST", secretAccessKey: "test" },
    maxAttempts: 1,
    env: { get: (name) => env[name] },
    ...options,
  });
}

describe("a session behind a proxy, with an authority of the studio's own", {
  ignore: !OPENSSL,
}, () => {
  beforeAll(async () => {
    folder = await Deno.makeTempDir();
    certificates = await makeCertificates(folder, [
      HOST,
      `management.deadline.us-west-2.amazonaws.com`,
      "sts.us-west-2.amazonaws.com",
    ]);
    const { cert, key } = certificates;
    const options = { hostname: "127.0.0.1", port: 0, cert, key, onListen() {} };
    service = Deno.serve(options, (request) => {
      requests++;
      return answer(request);
    });
  });
  afterAll(async () => {
    await service?.shutdown();
    await Deno.remove(folder, { recursive: true });
  });

  it("goes through the proxy and the file of certificates that the configuration names", () =>
    withProxy(async (proxy) => {
      const path = `${folder}/deadline-config`;
      const lines = [
        "[settings]",
        `https_proxy = http://mara:s%%40crow@${proxy.host}`,
        "ca_bundle = ~/ca.pem",
      ];
      await Deno.writeTextFile(path, lines.join("\n"));
      const config = await readConfig({
        path,
        env: { get: (name) => name === "HOME" ? folder : undefined },
      });
      await using session = sessionWith({ HOME: folder }, {
        ...config.sessionOptions(),
        region: "us-west-2",
      });
      assertEquals((await listFarms({}, { session }).toArray())[0].displayName, "Studio");
      await listFarms({}, { session }).toArray();
      assertEquals(
        proxy.targets,
        [`${HOST}:443`],
        "the second call uses the connection of the first",
      );
      assertEquals(proxy.authorizations, [`Basic ${btoa("mara:s@crow")}`]);
      // What a role of the queue calls goes the same way.
      const expiration = new Date(Date.now() + 3_600_000).toISOString();
      const credentials = { accessKeyId: "a", secretAccessKey: "b", sessionToken: "c", expiration };
      answer = ({ url }) => Response.json(url.includes("role") ? { credentials } : { farms: [] });
      const role = roleSession(session, {
        role: "AssumeQueueRoleForUser",
        farmId: FARM,
        queueId: QUEUE,
      });
      await listFarms({}, { session: role }).toArray();
      assertEquals(proxy.targets, [`${HOST}:443`, `${HOST}:443`]);
    }));

  it("takes both from the environment, as the AWS tools do", () =>
    withProxy(async (proxy) => {
      await using session = sessionWith({
        HTTPS_PROXY: `http://${proxy.host}`,
        AWS_CA_BUNDLE: certificates.caFile,
      });
      await listFarms({}, { session }).toArray();
      assertEquals(proxy.targets, [`${HOST}:443`]);
    }));

  it("reaches AWS's own endpoints that way, and those that give credentials", () =>
    withProxy(async (proxy) => {
      await Deno.writeTextFile(
        `${folder}/aws`,
        [
          "[profile base]",
          "aws_access_key_id = AKIABASE",
          "aws_secret_access_key = b",
          "[profile role]",
          "region = us-west-2",
          `ca_bundle = ${certificates.caFile}`,
          "role_arn = arn:aws:iam::123456789012:role/r",
          "source_profile = base",
        ].join("\n"),
      );
      answer = (request) =>
        new URL(request.url).host.startsWith("sts")
          ? new Response(
            `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials><AccessKeyId>ASIAROLE</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2999-01-01T00:00:00Z</Expiration></Credentials><AssumedRoleUser><Arn>arn:aws:sts::123456789012:assumed-role/r/x</Arn><AssumedRoleId>AROA:x</AssumedRoleId></AssumedRoleUser></AssumeRoleResult></AssumeRoleResponse>`,
          )
          : Response.json({ farms: [] });
      const env = {
        AWS_CONFIG_FILE: `${folder}/aws`,
        AWS_SHARED_CREDENTIALS_FILE: `${folder}/none`,
        HTTPS_PROXY: `http://${proxy.host}`,
      };
      await using session = sessionWith(env, {
        endpoint: undefined,
        credentials: undefined,
        profile: "role",
      });
      await listFarms({}, { session }).toArray();
      assertEquals(proxy.targets, [
        "sts.us-west-2.amazonaws.com:443",
        "management.deadline.us-west-2.amazonaws.com:443",
      ]);
    }));

  it("never sends what is for this machine through the proxy, nor what NO_PROXY names", () =>
    withProxy(async (proxy) => {
      const server = Deno.serve(
        { hostname: "127.0.0.1", port: 0, onListen() {} },
        () => Response.json({ farms: [] }),
      );
      try {
        for (const host of ["127.0.0.1", "localhost"]) {
          const endpoint = `http://${host}:${server.addr.port}`;
          await using session = sessionWith({ HTTPS_PROXY: `http://${proxy.host}` }, { endpoint });
          await listFarms({}, { session }).toArray();
        }
        await using named = sessionWith({
          HTTPS_PROXY: `http://${proxy.host}`,
          NO_PROXY: ".studio.test",
        });
        // Without the proxy there is nobody who knows this name.
        await assertRejects(() => listFarms({}, { session: named }).toArray(), DeadlineError);
        assertEquals(proxy.targets, []);
      } finally {
        await server.shutdown();
      }
    }));

  it("does not trust the studio's authority unless it is told to", () =>
    withProxy(async (proxy) => {
      await using session = sessionWith({ HTTPS_PROXY: proxy.host });
      const error = await assertRejects(() => listFarms({}, { session }).toArray(), DeadlineError);
      assertEquals([error.code, requests], ["CertificateError", 0]);
      assertMatch(error.hint!, /deadline config set settings\.ca_bundle/);
    }));

  it("stops at once, down to the proxy, while that does not answer", () =>
    withProxy(async (proxy) => {
      proxy.mode = "hang";
      await using session = sessionWith({
        HTTPS_PROXY: proxy.host,
        AWS_CA_BUNDLE: certificates.caFile,
      });
      const controller = new AbortController();
      const calling = call("deadline", "ListFarms", {}, { session, signal: controller.signal });
      calling.catch(() => {});
      while (proxy.targets.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
      const reason = new Error("changed my mind");
      controller.abort(reason);
      assertStrictEquals(await calling.catch((error) => error), reason);
      await proxy.closed(1);
    }));

  it("stops down to the service through the proxy, and is not sent once more", () =>
    withProxy(async (proxy) => {
      await using session = sessionWith({
        HTTPS_PROXY: proxy.host,
        AWS_CA_BUNDLE: certificates.caFile,
      });
      // The connection has been used before: Deno would send a stopped request again on such a one.
      await listFarms({}, { session }).toArray();
      const arrived = Promise.withResolvers<void>();
      const left = Promise.withResolvers<Response>();
      answer = ({ signal }) => {
        signal.addEventListener("abort", () => left.resolve(new Response()), { once: true });
        arrived.resolve();
        return left.promise;
      };
      const controller = new AbortController();
      const input = { farmId: FARM, displayName: "q" };
      const making = call("deadline", "CreateQueue", input, { session, signal: controller.signal });
      making.catch(() => {});
      await arrived.promise;
      controller.abort(new Error("enough"));
      await assertRejects(() => making, Error, "enough");
      await left.promise;
      answer = () => Response.json({ farms: [] });
      await listFarms({}, { session }).toArray();
      assertEquals(requests, 3);
    }));

  for (
    const [status, says] of [[407, /asks for a name and a password/], [
      403,
      /refused the connection/,
    ]] as const
  ) {
    it(`tells a proxy that answers ${status} from a service that does, and nothing of its password`, () =>
      withProxy(async (proxy) => {
        proxy.mode = { refuse: status };
        const httpsProxy = `http://mara:canary-password@${proxy.host}`;
        await using session = sessionWith({}, { httpsProxy });
        const error = await assertRejects(
          () => listFarms({}, { session }).toArray(),
          DeadlineError,
        );
        assertEquals([error.code, error.neverLeft, requests], ["ProxyError", true, 0]);
        assertMatch(error.message, says);
        assert(!Deno.inspect(error, { depth: 9 }).includes("canary-password"));
      }));
  }
});

Deno.test("a proxy that is not there, or a file of certificates, is named with what to do", async () => {
  using listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const free = `127.0.0.1:${listener.addr.port}`;
  listener.close();
  await using away = sessionWith({}, { httpsProxy: `http://${free}` });
  const error = await assertRejects(
    () => listFarms({}, { session: away }).toArray(),
    DeadlineError,
  );
  assertEquals(error.code, "ProxyError");
  assertMatch(error.message, new RegExp(`the proxy ${free} cannot be reached \\(ECONNREFUSED\\)`));
  await using bundle = sessionWith({}, { caBundle: "/no/such/file.pem" });
  const missing = await assertRejects(
    () => listFarms({}, { session: bundle }).toArray(),
    DeadlineError,
  );
  assertEquals(missing.code, "CaBundleError");
  assertMatch(missing.message, /"\/no\/such\/file\.pem" is not there/);
});

Deno.test("NO_PROXY names hosts, their subdomains, ports and networks", () => {
  const isDirect = directHosts("studio.test, .render.lan 10.0.0.0/8,cache:8080,[fd00::1]");
  const cases: [string, number, boolean][] = [
    ["studio.test", 443, true],
    ["farm.studio.test", 443, true],
    ["mystudio.test", 443, false],
    ["node.render.lan", 443, true],
    ["10.9.8.7", 443, true],
    ["11.0.0.1", 443, false],
    ["cache", 8080, true],
    ["cache", 443, false],
    ["fd00::1", 443, true],
  ];
  for (const [host, port, direct] of cases) assertEquals(isDirect(host, port), direct, host);
  assertEquals(directHosts("*")("anything", 443), true);
  assertEquals(directHosts(undefined)("anything", 443), false);
});
