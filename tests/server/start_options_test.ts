import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { chooseConnection, needsProcess } from "@/server/start/choose_connection.ts";
import { parseOptions } from "@/server/start/options.ts";
import { servePermissions } from "@/server/start/permissions.ts";

Deno.test("the start command takes its options, and paths from where it is called", () => {
  assertEquals(
    parseOptions(["--port", "0", "--local", "--root", "a", "--root", "/b"], "/home/me"),
    {
      port: 0,
      dataDir: undefined,
      profile: undefined,
      local: true,
      open: false,
      workers: undefined,
      roots: ["/home/me/a", "/b"],
    },
  );
  assertEquals(parseOptions(["--data=x", "--workers=2"], "/home/me")?.dataDir, "/home/me/x");
  assertEquals(parseOptions(["--help"], "/"), undefined);
});

Deno.test("an argument that cannot be meant is refused by name", () => {
  const refused: [string[], string][] = [
    [["--prot", "1"], '"--prot"'],
    [["somewhere"], '"somewhere"'],
    [["-x"], '"-x"'],
    [["--port", "http"], "--port"],
    [["--port", "65536"], "--port"],
    [["--data="], "--data"],
    [["--local", "--profile", "studio"], "exclude each other"],
  ];
  for (const [args, named] of refused) {
    const error = assertThrows(() => parseOptions(args, "/"), TypeError);
    assertStringIncludes((error as Error).message, named);
  }
});

/** Environment with AWS files of this text. */
async function environment(config: string, variables: Record<string, string> = {}) {
  const home = await Deno.makeTempDir();
  await Deno.mkdir(`${home}/.aws`);
  await Deno.writeTextFile(`${home}/.aws/config`, config);
  const all: Record<string, string> = { HOME: home, ...variables };
  return {
    get: (name: string) => all[name],
    [Symbol.asyncDispose]: () => Deno.remove(home, { recursive: true }),
  };
}

const nothing = { local: false, profile: undefined };

Deno.test("without any credentials the console uses the embedded farm", async () => {
  await using env = await environment(
    "[default]\nregion = us-west-2\n[profile studio]\nrole_arn = x",
  );
  assertEquals(await chooseConnection(nothing, "(default)", env), { mode: "local" });
});

Deno.test("credentials of the environment, the files or the configuration mean AWS", async () => {
  await using keys = await environment("", { AWS_ACCESS_KEY_ID: "AKIA" });
  assertEquals(await chooseConnection(nothing, "", keys), { mode: "aws", profile: "(default)" });
  await using named = await environment("", { AWS_PROFILE: "studio" });
  assertEquals(await chooseConnection(nothing, "", named), { mode: "aws", profile: "studio" });
  await using file = await environment("[default]\nsso_session = studio");
  assertEquals(await chooseConnection(nothing, "", file), { mode: "aws", profile: "(default)" });
  assertEquals(await chooseConnection(nothing, "work", file), { mode: "aws", profile: "work" });
});

Deno.test("--local and --profile decide, whatever else there is", async () => {
  await using env = await environment("", { AWS_ACCESS_KEY_ID: "AKIA" });
  const local = await chooseConnection({ ...nothing, local: true }, "work", env);
  assertEquals(local, { mode: "local" });
  const asked = await chooseConnection({ ...nothing, profile: "other" }, "work", env);
  assertEquals(asked, { mode: "aws", profile: "other" });
});

Deno.test("a profile needs a program if it, or one it builds on, says so", async () => {
  await using env = await environment(
    "[profile a]\nsource_profile = b\n[profile b]\ncredential_process = login\n" +
      "[profile c]\nsource_profile = c\n",
  );
  assertEquals(await needsProcess("a", env), true);
  assertEquals(await needsProcess("c", env), false);
  assertEquals(await needsProcess("(default)", env), false);
});

const NEEDS = {
  home: "/home/me",
  dataDir: "/home/me/state",
  configDir: "/home/me/state",
  project: "/opt/console",
  credentialProcess: false,
  signInPrograms: ["/usr/bin/aws"],
};

const SHELLS = [
  ".bash_profile",
  ".bashrc",
  ".profile",
  ".zprofile",
  ".zshenv",
  ".zshrc",
  ".config/autostart",
  ".config/fish",
  ".config/systemd",
  ".local/bin",
  "Library/LaunchAgents",
  "bin",
].map((name) => `/home/me/${name}`).join(",");

Deno.test("on the local farm the serving process starts nothing, and never writes keys, shell files or code", () => {
  assertEquals(servePermissions({ ...NEEDS, mode: "local" }), [
    "--no-prompt",
    "--allow-net",
    "--allow-env",
    "--allow-sys",
    "--allow-read",
    "--deny-read=/home/me/.ssh,/home/me/.gnupg,/home/me/state/farm",
    "--allow-write",
    `--deny-write=/home/me/.ssh,/home/me/.gnupg,/home/me/state/farm,${SHELLS},` +
    "/home/me/.aws/config,/home/me/.aws/credentials,/opt/console",
  ]);
});

Deno.test("on AWS it may also sign in, and run any program only if the profile has one", () => {
  const aws = { ...NEEDS, mode: "aws", configDir: "/home/me/.deadline" } as const;
  const fixed = `--deny-write=/home/me/.ssh,/home/me/.gnupg,/home/me/state/farm,${SHELLS},` +
    "/home/me/.aws/config,/home/me/.aws/credentials,/opt/console";
  const without = servePermissions(aws);
  assertEquals(without.filter((flag) => flag.startsWith("--deny-write")), [fixed]);
  assertEquals(without.filter((flag) => flag.includes("run")), ["--allow-run=/usr/bin/aws"]);
  const bare = servePermissions({ ...aws, signInPrograms: [] });
  assertEquals(bare.filter((flag) => flag.includes("run")), []);
  const withProcess = servePermissions({ ...aws, credentialProcess: true });
  assertEquals(withProcess.filter((flag) => flag.includes("run")), ["--allow-run"]);
  assertEquals(withProcess.includes("--allow-all"), false);
});

Deno.test("a comma in a path does not open another path", () => {
  const flags = servePermissions({
    ...NEEDS,
    mode: "local",
    dataDir: "/a,/etc",
    configDir: "/a,/etc",
  });
  assertEquals(flags.some((flag) => /^--deny-read=.*\/a,,\/etc\/farm/.test(flag)), true);
});
