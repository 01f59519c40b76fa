import { assert, assertEquals } from "@std/assert";
import { stub } from "@std/testing/mock";
import { commandLine } from "../lib/_command_line.ts";
import { FARM, QUEUE, serve, testConsole, TOKEN } from "../server/_console.ts";

const CANARIES = {
  secret: "canarySecretAccessKey/0123456789abcdef",
  session: "canarySessionToken0123456789abcdef",
  sso: "canarySsoAccessToken0123456789abcdef",
  proxy: "canary-proxy-password",
  argument: "canary-argument-of-the-process",
  bearer: "canary-bearer-token-0123456789",
} as const;

/** Everything that left, with where it left. */
class Scan {
  readonly #found: string[] = [];
  count = 0;

  see(where: string, text: string): void {
    this.count++;
    for (const [name, canary] of Object.entries(CANARIES)) {
      if (text.includes(canary)) this.#found.push(`${where} shows the ${name}`);
    }
    if (text.includes(TOKEN)) this.#found.push(`${where} shows the launch token`);
    // Signatures are made of secrets; what they sign is not ours to show either.
    if (/Signature=[0-9a-f]{64}/.test(text)) this.#found.push(`${where} shows a signature`);
  }

  get found(): string[] {
    return this.#found;
  }
}

/** A folder with AWS files that are full of canaries, as environment variables. */
async function plant(folder: string, endpoint: string): Promise<Record<string, string>> {
  const { secret, session, sso, proxy, argument } = CANARIES;
  const keys = JSON.stringify({
    Version: 1,
    AccessKeyId: "ASIACANARYCANARYCANA",
    SecretAccessKey: secret,
    SessionToken: session,
  });
  await Deno.writeTextFile(`${folder}/keys`, keys);
  await Deno.writeTextFile(
    `${folder}/aws-config`,
    `[profile process]\ncredential_process = cat ${folder}/keys # ${argument}\nregion = us-west-2\n` +
      `[profile broken]\ncredential_process = echo ${secret} ${argument}; exit 3\nregion = us-west-2\n` +
      `[profile sso]\nsso_session = s\nsso_account_id = 1\nsso_role_name = r\nregion = us-west-2\n` +
      `[sso-session s]\nsso_region = us-west-2\nsso_start_url = https://studio.example\n`,
  );
  await Deno.writeTextFile(
    `${folder}/aws-credentials`,
    `[process]\n[static]\naws_access_key_id = AKIACANARYCANARYCANA\naws_secret_access_key = ${secret}\naws_session_token = ${session}\nregion = us-west-2\n`,
  );
  await Deno.mkdir(`${folder}/.aws/sso/cache`, { recursive: true });
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-1", new TextEncoder().encode("s")));
  await Deno.writeTextFile(
    `${folder}/.aws/sso/cache/${hash.toHex()}.json`,
    JSON.stringify({ accessToken: sso, expiresAt: "2001-01-01T00:00:00Z", refreshToken: sso }),
  );
  await Deno.writeTextFile(
    `${folder}/config`,
    `[settings]\nhttps_proxy = http://mara:${proxy}@127.0.0.1:1\n`,
  );
  return {
    HOME: folder,
    AWS_CONFIG_FILE: `${folder}/aws-config`,
    AWS_SHARED_CREDENTIALS_FILE: `${folder}/aws-credentials`,
    AWS_ENDPOINT_URL: endpoint,
    DEADLINE_CONFIG_FILE_PATH: `${folder}/config`,
    PATH: Deno.env.get("PATH")!,
  };
}

Deno.test("no key, token, password or signature leaves, whatever fails and however it is asked", async () => {
  const folder = await Deno.makeTempDir();
  // The worst service there is: it says back all that it was told.
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, ({ headers }) => {
    const said = [...headers].map(([name, value]) => `${name}: ${value}`).join("; ");
    return Response.json({ message: `refused: ${said}` }, {
      status: 403,
      headers: { "x-amzn-errortype": "AccessDeniedException" },
    });
  });
  const env = await plant(folder, `http://127.0.0.1:${server.addr.port}`);
  const before = Object.keys(env).map((name) => [name, Deno.env.get(name)] as const);
  for (const [name, value] of Object.entries(env)) Deno.env.set(name, value);
  const scan = new Scan();
  const printed = stub(console, "error");
  try {
    for (const profile of ["process", "static", "broken", "sso"]) {
      await using test = await testConsole({
        mode: "aws",
        profile,
        keys: undefined,
        endpoint: undefined,
        bearer: CANARIES.bearer,
        configFile: `${folder}/config`,
      });
      await using served = await serve(test.console);
      // Nobody will sign in here.
      const { gate } = test.console;
      gate.subscribe(() => queueMicrotask(() => gate.closed && gate.giveUp()));
      const paths = [
        "auth",
        "connection",
        "farms",
        `farms/${FARM}/queues`,
        `farms/${FARM}/queues/${QUEUE}/jobs`,
        "profiles",
        "selection",
        "settings",
        "operations",
        "roots",
        "diagnostics",
      ];
      for (const path of paths) {
        const { headers, body } = await served.ask(`/api/${path}`);
        const text = await new Response(body).text();
        scan.see(`${profile}: /api/${path}`, JSON.stringify([...headers]) + text);
      }
      const start = await served.ask("/api/auth/sign-in", { method: "POST", body: "{}" });
      const { data } = await start.json();
      while (test.console.operations.get(data.id)?.status === "running") {
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
      scan.see(`${profile}: the sign-in`, JSON.stringify(test.console.operations.states));
      test.console.report(new Error(`${TOKEN} and ${CANARIES.bearer}`));

      for (const line of ["auth status", "farm list", "queue list", "auth logout", "config show"]) {
        const words = [...line.split(" "), "--profile", profile];
        const { out, err } = await commandLine(words, { env, cwd: folder, isTerminal: true });
        // What the settings are is the person's own to read; everybody else's is a page.
        const said = line === "config show" ? out.replaceAll(CANARIES.proxy, "") : out;
        scan.see(`${profile}: deadline ${line}`, said + err);
      }
    }
    for (const { args } of printed.calls) scan.see("the log", args.join(" "));
  } finally {
    printed.restore();
    for (const [name, value] of before) {
      if (value === undefined) Deno.env.delete(name);
      else Deno.env.set(name, value);
    }
    await server.shutdown();
    await Deno.remove(folder, { recursive: true });
  }
  assertEquals(scan.found, []);
  assert(scan.count > 60, `only ${scan.count} things were looked at`);
});
