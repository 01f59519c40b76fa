import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import {
  checkAuthentication,
  createSession,
  listFarms,
  signIn,
  SignInError,
  signOut,
} from "@deadline/client";
import { credentialsSource } from "@deadline/client/session";
import { json, Loopback } from "../lib/_loopback.ts";

/** The programs are shell scripts. */
const PROGRAMS = {
  ignore: Deno.build.os === "windows",
} as const;

const PROFILES = `
[profile studio]
sso_start_url = https://studio.example
sso_account_id = 1
sso_role_name = r
sso_region = us-west-2
credential_process = cat keys
[profile monitor]
monitor_id = m
user_id = u
credential_process = cat keys
[profile console]
login_session = arn:aws:iam::123456789012:user/mara
`;

/** A folder with AWS files, a service that lets in whoever has keys, and programs that tests write. */
class Desk implements AsyncDisposable {
  readonly folder: string = Deno.makeTempDirSync();
  readonly service = new Loopback(() => json({ farms: [] }));
  readonly env: Record<string, string> = {
    HOME: this.folder,
    PATH: `${this.folder}/bin:${Deno.env.get("PATH")}`,
    AWS_REGION: "us-west-2",
    AWS_ENDPOINT_URL: this.service.endpoint,
    AWS_CONFIG_FILE: `${this.folder}/config`,
    AWS_SHARED_CREDENTIALS_FILE: `${this.folder}/credentials`,
  };

  constructor() {
    // An SSO profile whose keys a process hands over: the real ones come from the network.
    const text = PROFILES.replaceAll("cat keys", `cat ${this.folder}/keys`);
    Deno.writeTextFileSync(this.env.AWS_CONFIG_FILE, text);
    Deno.mkdirSync(`${this.folder}/bin`);
  }

  session(profile: string) {
    return { profile, env: { get: (name: string) => this.env[name] } };
  }

  /** Puts a program where `PATH` finds it; `SIGN IN` in its script is what gives keys. */
  program(name: string, script: string): string {
    const keys = JSON.stringify({ Version: 1, AccessKeyId: "AKIA", SecretAccessKey: "s" });
    const text = script.replaceAll("SIGN IN", `echo '${keys}' > keys.new; mv keys.new keys`);
    const path = `${this.folder}/bin/${name}`;
    Deno.writeTextFileSync(path, `#!/bin/sh\ncd '${this.folder}'\n${text}\n`, { mode: 0o755 });
    return path;
  }

  async read(name: string): Promise<string> {
    return (await Deno.readTextFile(`${this.folder}/${name}`)).trim();
  }

  /** Waits for a file that a program writes. */
  async appears(name: string): Promise<string> {
    for (let text = ""; true; await new Promise((resolve) => setTimeout(resolve, 2))) {
      text = await this.read(name).catch(() => "");
      if (text !== "") return text;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.service[Symbol.asyncDispose]();
    await Deno.remove(this.folder, { recursive: true });
  }
}

Deno.test(
  "signing in to a profile of the monitor waits for its window after the program has ended",
  PROGRAMS,
  async () => {
    await using desk = new Desk();
    const monitorPath = desk.program("monitor", 'echo "$@" > called');
    let looks = 0;
    const found = await signIn({
      session: desk.session("monitor"),
      monitorPath,
      interval: 5,
      onLook: ({ status }) => {
        assertEquals(status, "NEEDS_LOGIN");
        // The person is done in the window, some looks after the program handed over to it.
        if (++looks === 5) {
          Deno.writeTextFileSync(
            `${desk.folder}/keys`,
            '{"Version":1,"AccessKeyId":"A","SecretAccessKey":"s"}',
          );
        }
      },
    });
    assertEquals([found.status, found.source, looks], [
      "AUTHENTICATED",
      "DEADLINE_CLOUD_MONITOR_LOGIN",
      5,
    ]);
    assertEquals(await desk.read("called"), "login --profile monitor");
  },
);

Deno.test(
  "a sign-in that is stopped ends the program with all that it has started",
  PROGRAMS,
  async () => {
    await using desk = new Desk();
    const monitorPath = desk.program(
      "monitor",
      "sleep 60 & echo $! > child.new; mv child.new child; wait",
    );
    const controller = new AbortController();
    const signing = signIn({
      session: desk.session("monitor"),
      monitorPath,
      signal: controller.signal,
    });
    signing.catch(() => {});
    const pid = await desk.appears("child");
    const reason = new Error("never mind");
    controller.abort(reason);
    assertEquals(await signing.catch((error) => error), reason);
    // Whoever adopted the child may not have noticed its end; what is left then is its name.
    const state = await Deno.readTextFile(`/proc/${pid}/stat`).then(
      (text) => text.split(" ")[2],
      () => "gone",
    );
    assert(state === "gone" || state === "Z", state);
  },
);

Deno.test(
  "a sign-in that nobody completes ends when its time is over, and the program with it",
  PROGRAMS,
  async () => {
    await using desk = new Desk();
    const monitorPath = desk.program("monitor", "exec sleep 60");
    const error = await assertRejects(
      () => signIn({ session: desk.session("monitor"), monitorPath, timeout: 50, interval: 5 }),
      SignInError,
      'nobody signed in to the profile "monitor" within 0.05 s',
    );
    assertMatch(error.hint!, /monitor login --profile monitor$/);
  },
);

Deno.test(
  "what the program says reaches the person, and its failure is told with its last words",
  PROGRAMS,
  async () => {
    await using desk = new Desk();
    const monitorPath = desk.program(
      "monitor",
      "echo 'Open https://studio.example/device'; echo 'code expired' >&2; exit 2",
    );
    const said: string[] = [];
    const error = await assertRejects(
      () =>
        signIn({
          session: desk.session("monitor"),
          monitorPath,
          interval: 5,
          onOutput: (line) => void said.push(line),
        }),
      SignInError,
      "ended with 2: code expired",
    );
    assertEquals(said.toSorted(), ["Open https://studio.example/device", "code expired"]);
    assertMatch(error.hint!, /in a terminal/);
  },
);

Deno.test(
  "signing out of a console login forgets its token, and twice is fine",
  PROGRAMS,
  async () => {
    await using desk = new Desk();
    const folder = `${desk.folder}/.aws/login/cache`;
    await Deno.mkdir(folder, { recursive: true });
    // As `aws login` names it: the SHA-256 of the session.
    const name = "36db4b0a0fef1e2fb9ca1e7b1db6b2ec45ed2c0ad2ef0d8b4d8b34eb5dcdd6e6.json";
    const bytes = new TextEncoder().encode("arn:aws:iam::123456789012:user/mara");
    const hash = [...new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))].map((byte) =>
      byte.toString(16).padStart(2, "0")
    ).join("");
    await Deno.writeTextFile(`${folder}/${hash}.json`, "{}");
    await Deno.writeTextFile(`${folder}/${name}`, "{}");
    await signOut({ session: desk.session("console") });
    await signOut({ session: desk.session("console") });
    assertEquals([...Deno.readDirSync(folder)].map((entry) => entry.name), [name]);
  },
);

Deno.test(
  "a console login and SSO are signed in to by the AWS CLI, which must be there",
  PROGRAMS,
  async () => {
    await using desk = new Desk();
    desk.env.PATH = `${desk.folder}/bin:/bin:/usr/bin`;
    desk.program("aws", 'echo "$@" > called; exit 7');
    for (
      const [profile, called] of [["console", "login --profile console"], [
        "studio",
        "sso login --profile studio",
      ]]
    ) {
      const started: string[] = [];
      // The child's PATH decides which program it is.
      const path = Deno.env.get("PATH")!;
      Deno.env.set("PATH", desk.env.PATH);
      try {
        await assertRejects(
          () =>
            signIn({
              session: desk.session(profile),
              interval: 5,
              onStart: (command) => started.push(...command),
            }),
          SignInError,
          "ended with 7",
        );
      } finally {
        Deno.env.set("PATH", path);
      }
      assertEquals([await desk.read("called"), started.join(" ")], [called, `aws ${called}`]);
    }
  },
);

Deno.test("keys of a container are fetched from its endpoint with its token", async () => {
  const asked: [path: string, token: string | null][] = [];
  await using container = new Loopback(({ path, headers }) => {
    asked.push([path, headers.get("authorization")]);
    return json({
      AccessKeyId: "ASIACONTAINER",
      SecretAccessKey: "s",
      Token: "t",
      Expiration: new Date(Date.now() + 3_600_000).toISOString(),
    });
  });
  await using service = new Loopback(() => json({ farms: [] }));
  const env: Record<string, string> = {
    AWS_CONTAINER_CREDENTIALS_FULL_URI: `${container.endpoint}/keys`,
    AWS_CONTAINER_AUTHORIZATION_TOKEN: "container-token",
    AWS_CONFIG_FILE: "/no/such/config",
    AWS_SHARED_CREDENTIALS_FILE: "/no/such/credentials",
  };
  for (const [name, value] of Object.entries(env)) Deno.env.set(name, value);
  try {
    await using session = createSession({
      endpoint: service.endpoint,
      region: "us-west-2",
      env: { get: (name) => env[name] },
    });
    assertEquals(await credentialsSource(session), "HOST_PROVIDED");
    await listFarms({}, { session }).toArray();
    assertEquals(asked, [["/keys", "container-token"]]);
    assertMatch(service.requests[0].headers.get("authorization")!, /Credential=ASIACONTAINER\//);
  } finally {
    for (const name of Object.keys(env)) Deno.env.delete(name);
  }
});

Deno.test("keys of an instance are fetched from its metadata service", async () => {
  const paths: string[] = [];
  await using metadata = new Loopback(({ method, path }) => {
    paths.push(`${method} ${path}`);
    if (method === "PUT") return new Response("session-token");
    if (path.endsWith("security-credentials/")) return new Response("render-node");
    return json({
      Code: "Success",
      AccessKeyId: "ASIAINSTANCE",
      SecretAccessKey: "s",
      Token: "t",
      Expiration: new Date(Date.now() + 3_600_000).toISOString(),
    });
  });
  await using service = new Loopback(() => json({ farms: [] }));
  const env: Record<string, string> = {
    AWS_EC2_METADATA_SERVICE_ENDPOINT: metadata.endpoint,
    AWS_CONFIG_FILE: "/no/such/config",
    AWS_SHARED_CREDENTIALS_FILE: "/no/such/credentials",
  };
  for (const [name, value] of Object.entries(env)) Deno.env.set(name, value);
  try {
    await using session = createSession({
      endpoint: service.endpoint,
      region: "us-west-2",
      env: { get: (name) => env[name] },
    });
    await listFarms({}, { session }).toArray();
    assertEquals(paths[0], "PUT /latest/api/token");
    assertMatch(service.requests[0].headers.get("authorization")!, /Credential=ASIAINSTANCE\//);
  } finally {
    for (const name of Object.keys(env)) Deno.env.delete(name);
  }
});

Deno.test("a login profile whose token is gone says to sign in, with the command", async () => {
  await using desk = new Desk();
  await using session = createSession(desk.session("console"));
  const found = await checkAuthentication({ session });
  assertEquals([found.source, found.status], ["AWS_CONSOLE_LOGIN", "NEEDS_LOGIN"]);
  assertMatch(found.hint!, /aws login --profile console/);
});
