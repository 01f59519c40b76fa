import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import { ensureBuild } from "@/server/start/build.ts";
import { homeEnvironment } from "../farm/_environment.ts";
import { until } from "./_console.ts";
import { startConsole } from "./_start.ts";

const script = (path: string) => fromFileUrl(new URL(`../../${path}`, import.meta.url));
const SECRETS = {
  "the secret key": "canarySecretAccessKey/process0123456789",
  "the session token": "canarySessionToken0process0123456789",
  "the proxy's password": "canary-proxy-password-of-a-process",
};

/** What left, and where. */
class Scan {
  readonly found: string[] = [];
  /** The programs that were seen running, by their script. */
  readonly seen = new Set<string>();
  readonly #secrets: Record<string, string>;

  constructor(secrets: Record<string, string>) {
    this.#secrets = { ...secrets };
  }

  /** Adds a secret that is known only now. */
  guard(name: string, secret: string): void {
    this.#secrets[name] = secret;
  }

  text(where: string, text: string): void {
    for (const [name, secret] of Object.entries(this.#secrets)) {
      if (text.includes(secret)) this.found.push(`${where} shows ${name}`);
    }
    if (/Signature=[0-9a-f]{64}/.test(text)) this.found.push(`${where} shows a signature`);
  }

  /** Looks at the arguments of every process there is. */
  processes(): void {
    const { stdout } = new Deno.Command("ps", { args: ["-ewwo", "args"] }).outputSync();
    for (const line of new TextDecoder().decode(stdout).split("\n")) {
      this.text(`the arguments of ${line.slice(0, 60)}`, line);
      for (
        const [program] of line.matchAll(
          /server\/start\.ts|server\/serve\.ts|farm\/[\w/]+\.ts|cli\/main\.ts|\/keys-program|\/monitor login/g,
        )
      ) {
        this.seen.add(program);
      }
    }
  }
}

Deno.test({
  name: "no secret is in the arguments of a process, or in what a console and a command line print",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    await ensureBuild(() => {});
    await using stack = new AsyncDisposableStack();
    const folder = await Deno.makeTempDir({ prefix: "secrets-" });
    stack.defer(() => Deno.remove(folder, { recursive: true }));
    const scan = new Scan(SECRETS);
    // It says back all that it was told, and looks around while its caller runs.
    const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, ({ headers }) => {
      scan.processes();
      const said = [...headers].map(([name, value]) => `${name}: ${value}`).join("; ");
      return Response.json({ message: `refused: ${said}` }, {
        status: 403,
        headers: { "x-amzn-errortype": "AccessDeniedException" },
      });
    });
    stack.defer(() => server.shutdown());
    const env = await plant(folder, `http://127.0.0.1:${server.addr.port}`);

    for (const profile of ["static", "process"]) {
      const console = await startConsole(
        ["--profile", profile, "--data", join(folder, profile)],
        env,
      );
      scan.guard("the launch token", console.token);
      scan.guard(
        "the bearer token",
        (await Deno.readTextFile(join(folder, profile, "token"))).trim(),
      );
      const textOf = async (path: string) => await (await console.ask(path)).text();
      for (const path of ["auth", "farms", "settings", "diagnostics"]) {
        scan.text(`/api/${path}`, await textOf(`/api/${path}`));
      }
      if (profile === "process") {
        await (await console.ask("/api/auth/sign-in", {})).body?.cancel();
        await until(() => isFile(`${folder}/monitor-runs`), "the monitor runs");
        scan.processes();
      }
      scan.text(`what the console prints (${profile})`, printedBy(await console.end()));
      for (const line of ["farm list", "auth status", "queue list --farm-id farm-1"]) {
        const words = [...line.split(" "), "--profile", profile];
        const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
          args: ["run", "-A", "-q", "--no-check", script("lib/cli/main.ts"), ...words],
          env,
        }).output();
        const text = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes)).join("");
        assert(text !== "", `deadline ${line} says something`);
        scan.text(`deadline ${line}`, text);
      }
    }

    const local = await startConsole(
      ["--local", "--workers", "1", "--data", join(folder, "local")],
      env,
    );
    const facts = JSON.parse(await Deno.readTextFile(join(folder, "local/farm/farm.json")));
    scan.guard("the farm's key", facts.secretAccessKey);
    scan.guard("the launch token", local.token);
    assertStringIncludes(await (await local.ask("/api/farms")).text(), "Local farm");
    await until(() => {
      scan.processes();
      return [...scan.seen].some((program) => program.startsWith("farm/worker"));
    }, "the worker runs");
    scan.text("what the console of a local farm prints", printedBy(await local.end()));

    assertEquals([...new Set(scan.found)], []);
    const seen = [...scan.seen].join(" ");
    for (const program of ["server/start.ts", "server/serve.ts", "cli/main.ts", "/monitor login"]) {
      assertStringIncludes(seen, program);
    }
  },
});

/** All that was printed after the link. */
function printedBy({ printed, errors }: { printed: string; errors: string }): string {
  return printed.replace(/^.*\n/, "") + errors;
}

/** AWS files with secrets in them, and programs that hand them out. */
async function plant(folder: string, endpoint: string): Promise<Record<string, string>> {
  const program = (name: string, text: string) =>
    Deno.writeTextFile(`${folder}/${name}`, `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  const [secret, session, password] = Object.values(SECRETS);
  const keys = {
    Version: 1,
    AccessKeyId: "ASIACANARY",
    SecretAccessKey: secret,
    SessionToken: session,
  };
  await program("keys-program", `cat <<'END'\n${JSON.stringify(keys)}\nEND`);
  await program("monitor", `touch '${folder}/monitor-runs'; sleep 60 & wait`);
  await Deno.writeTextFile(
    `${folder}/aws-config`,
    `[profile process]\nmonitor_id = m\nuser_id = u\nidentity_store_id = i\n` +
      `credential_process = ${folder}/keys-program\nregion = us-west-2\n` +
      `[profile static]\nregion = us-west-2\n`,
  );
  await Deno.writeTextFile(
    `${folder}/aws-credentials`,
    `[static]\naws_access_key_id = AKIACANARY\naws_secret_access_key = ${secret}\naws_session_token = ${session}\n`,
  );
  await Deno.writeTextFile(
    `${folder}/config`,
    `[deadline-cloud-monitor]\npath = ${folder}/monitor\n\n` +
      `[settings]\nlog_level = DEBUG\nhttps_proxy = http://mara:${password}@127.0.0.1:1\n`,
  );
  return {
    ...homeEnvironment(folder),
    AWS_CONFIG_FILE: `${folder}/aws-config`,
    AWS_SHARED_CREDENTIALS_FILE: `${folder}/aws-credentials`,
    AWS_ENDPOINT_URL: endpoint,
  };
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
