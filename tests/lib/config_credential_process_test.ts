import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { createSession, DeadlineError, listFarms } from "@deadline/client";

/** Runs `body` with a session whose profile gets its credentials from this shell command. */
async function withProcess(
  command: string,
  body: (session: ReturnType<typeof createSession>, folder: string) => Promise<void>,
) {
  const folder = await Deno.makeTempDir();
  try {
    const path = `${folder}/config`;
    const process = command.replaceAll("FOLDER", folder);
    await Deno.writeTextFile(path, `[profile p]\nregion = r\ncredential_process = ${process}\n`);
    const variables: Record<string, string> = {
      AWS_CONFIG_FILE: path,
      AWS_SHARED_CREDENTIALS_FILE: `${folder}/none`,
      AWS_ENDPOINT_URL: "http://127.0.0.1:1",
    };
    const env = { get: (name: string) => variables[name] };
    await using session = createSession({ profile: "p", env });
    await body(session, folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function pidIn(path: string): Promise<number> {
  for (;;) {
    const pid = Number(await Deno.readTextFile(path).catch(() => 0));
    if (pid) return pid;
  }
}

/** Whether a process runs; one that has ended and is not waited for yet does not. */
async function runs(pid: number): Promise<boolean> {
  const { stdout } = await new Deno.Command("ps", { args: ["-o", "stat=", "-p", `${pid}`] })
    .output();
  return /^[^Z\s]/.test(new TextDecoder().decode(stdout));
}

Deno.test(
  "a credential_process that hangs is ended with what it started when nobody waits",
  () =>
    withProcess(
      "sh -c 'sleep 60 & echo $! > FOLDER/new; mv FOLDER/new FOLDER/pid; wait'",
      async (session, folder) => {
        const [first, second] = [new AbortController(), new AbortController()];
        const calls = [first, second].map(({ signal }) =>
          listFarms({}, { session, signal }).toArray()
        );
        const pid = await pidIn(`${folder}/pid`);
        first.abort("first");
        assertEquals(await calls[0].catch((reason) => reason), "first");
        assertEquals(await runs(pid), true);
        second.abort("second");
        assertEquals(await calls[1].catch((reason) => reason), "second");
        while (await runs(pid));
        const third = new AbortController();
        const again = listFarms({}, { session, signal: third.signal }).toArray();
        while (await pidIn(`${folder}/pid`) === pid);
        third.abort("third");
        assertEquals(await again.catch((reason) => reason), "third");
      },
    ),
);

Deno.test("what a credential_process gives is used until it ends", () =>
  withProcess(
    `echo '{"Version": 1, "AccessKeyId": "A", "SecretAccessKey": "S"}'`,
    async (session) => {
      assertEquals(await session.credentials(), { accessKeyId: "A", secretAccessKey: "S" });
    },
  ));

for (
  const [output, reason] of [["exit 3", /credential process failed/], [
    "echo canary-secret",
    /not JSON/,
  ]] as const
) {
  Deno.test(
    `a credential_process that does wrong is told of without its output: ${output}`,
    () =>
      withProcess(output, async (session) => {
        const error = await assertRejects(
          () => listFarms({}, { session }).toArray(),
          DeadlineError,
        );
        assertMatch(error.message, reason);
        assertEquals(Deno.inspect(error).includes("canary-secret"), false);
      }),
  );
}

for (const how of ["credentials", "renewCredentials"] as const) {
  Deno.test(`closing a session ends the credential_process of ${how}, and waits for that`, () =>
    withProcess(
      "echo $$ > FOLDER/new; mv FOLDER/new FOLDER/pid; exec sleep 60",
      async (session, folder) => {
        const fetching = session[how]().catch(() => "stopped");
        const pid = await pidIn(`${folder}/pid`);
        await session.close();
        assertEquals(await runs(pid), false);
        assertEquals(await fetching, how === "credentials" ? "stopped" : false);
      },
    ));
}
