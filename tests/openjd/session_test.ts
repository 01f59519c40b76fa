import { assert, assertEquals, assertMatch } from "@std/assert";
import { deadline } from "@std/async";
import { decodeEnvironment, decodeStepTemplate } from "@deadline/openjd";
import { Session, type SessionOptions } from "@deadline/openjd/session";

/** A step that runs a bash script. */
function script(data: string, action: Record<string, unknown> = {}) {
  return decodeStepTemplate({
    name: "S",
    script: {
      embeddedFiles: [{ name: "Run", type: "TEXT", data }],
      actions: { onRun: { command: "bash", args: ["{{Task.File.Run}}"], ...action } },
    },
  }).script;
}

function environment(actions: Record<string, string>, variables?: Record<string, string>) {
  const entries = Object.entries(actions);
  return decodeEnvironment({
    name: "E",
    variables,
    script: entries.length === 0 ? undefined : {
      actions: Object.fromEntries(
        entries.map(([name, code]) => [name, { command: "bash", args: ["-c", code] }]),
      ),
    },
  });
}

/** A session that keeps its log; the lines that the session itself writes are left out. */
async function open(options: SessionOptions = {}) {
  const lines: string[] = [];
  const session = await Session.open({
    ...options,
    onLine: (line) => {
      if (!/^(---------|Running command|Setting:|Process exited)/.test(line)) lines.push(line);
    },
  });
  return { session, lines, [Symbol.asyncDispose]: () => session.close() };
}

/** Waits until `condition` holds. */
async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!await condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}

async function isRunning(pid: number): Promise<boolean> {
  try {
    // A zombie has ended; only its parent has not asked yet.
    return !/^State:\s+[ZX]/m.test(await Deno.readTextFile(`/proc/${pid}/status`));
  } catch {
    return false;
  }
}

Deno.test("a task writes both outputs to the log in order and reports its exit code", async () => {
  await using opened = await open();
  const result = await opened.session.runTask(script("echo a; echo b >&2; echo c; exit 3"));
  assertEquals(opened.lines, ["a", "b", "c"]);
  assertEquals(result, { status: "FAILED", exitCode: 3 });
});

Deno.test("a task is told its parameters, mapped where they are paths", async () => {
  await using opened = await open({
    parameters: { Scene: { type: "PATH", value: "/mnt/show/a b.scene" } },
    pathMappingRules: [
      { sourcePathFormat: "POSIX", sourcePath: "/mnt", destinationPath: "/elsewhere" },
      { sourcePathFormat: "POSIX", sourcePath: "/mnt/show", destinationPath: "/farm" },
    ],
  });
  await opened.session.runTask(
    script(
      "echo '{{Param.Scene}} {{RawParam.Scene}} {{Task.Param.F}} {{Task.Param.Out}}'\n" +
        "echo {{Session.HasPathMappingRules}}; cat {{Session.PathMappingRulesFile}}",
    ),
    {
      parameters: {
        F: { type: "INT", value: "7" },
        Out: { type: "PATH", value: "/mnt/showcase/x" },
      },
    },
  );
  assertEquals(opened.lines[0], "F(INT) = 7");
  assertEquals(opened.lines[2], "/farm/a b.scene /mnt/show/a b.scene 7 /elsewhere/showcase/x");
  assertEquals(opened.lines[3], "true");
  assertEquals(JSON.parse(opened.lines[4]).path_mapping_rules[1].destination_path, "/farm");
});

Deno.test("arguments reach the program as they are, whatever a shell would make of them", async () => {
  await using opened = await open();
  await opened.session.runTask(
    decodeStepTemplate({
      name: "S",
      script: {
        actions: { onRun: { command: "printf", args: ["%s\\n", "$HOME `id` ; 'x' \"y\""] } },
      },
    }).script,
  );
  assertEquals(opened.lines, ["$HOME `id` ; 'x' \"y\""]);
});

Deno.test("a program that does not exist fails the action and is named", async () => {
  await using opened = await open();
  const result = await opened.session.runTask(
    decodeStepTemplate({
      name: "S",
      script: { actions: { onRun: { command: "no-such-renderer" } } },
    })
      .script,
  );
  assertEquals(result.status, "FAILED");
  assertEquals(
    result.failMessage,
    'Cannot run "no-such-renderer": there is no such program in PATH',
  );
});

Deno.test("environments set and unset variables for what runs inside them", async () => {
  await using opened = await open({ variables: { PATH: Deno.env.get("PATH")!, BASE: "1" } });
  const { session, lines } = opened;
  const show = script("echo ${FOO-none} ${NEW-none} ${BASE-none} ${ML-none}");
  await session.enterEnvironment(
    "outer",
    environment({
      onEnter: String.raw`echo 'openjd_env: NEW=a=b'; echo 'openjd_env: "ML=x\ny"';
        echo 'openjd_unset_env: BASE'; echo ' x openjd_env: FOO=no'`,
    }, { FOO: "outer" }),
  );
  await session.enterEnvironment("inner", environment({}, { FOO: "inner" }));
  lines.length = 0;
  await session.runTask(show);
  assertEquals(await session.exitEnvironment("inner"), { status: "SUCCEEDED" });
  await session.runTask(show);
  await session.exitEnvironment("outer");
  await session.runTask(show);
  assertEquals(lines, ["inner a=b none x y", "outer a=b none x y", "none none 1 none"]);
});

Deno.test("a task cannot set variables for the next one", async () => {
  await using opened = await open();
  await opened.session.runTask(script("echo 'openjd_env: LEAK=1'"));
  opened.lines.length = 0;
  await opened.session.runTask(script("echo ${LEAK-none}"));
  assertEquals(opened.lines, ["none"]);
});

Deno.test("a malformed openjd_env line fails the environment that prints it", async () => {
  await using opened = await open();
  const result = await opened.session.enterEnvironment(
    "e",
    environment({ onEnter: "echo 'openjd_env: no assignment'; sleep 30" }),
  );
  assertEquals(result.status, "FAILED");
  assertEquals(result.exitCode, -9);
  assertEquals(opened.lines, [
    "openjd_env: no assignment -- ERROR: must be of the form NAME=value",
  ]);
});

Deno.test("a redacted variable reaches programs but never the log", async () => {
  await using opened = await open({ extensions: ["REDACTED_ENV_VARS"] });
  await opened.session.enterEnvironment(
    "e",
    environment({ onEnter: "echo 'openjd_redacted_env: KEY=hush'; echo it is hush" }),
  );
  await opened.session.runTask(script('echo "$KEY!"; echo ${#KEY}'));
  assertEquals(opened.lines, [
    "openjd_redacted_env: KEY=********",
    "it is ********",
    "********!",
    "4",
  ]);
});

Deno.test("progress, status and failure messages are passed on as they are printed", async () => {
  await using opened = await open();
  const updates: unknown[] = [];
  const result = await opened.session.runTask(
    script(`echo 'openjd_progress: 12.5'; echo 'openjd_status: Tracing rays'
      echo 'openjd_progress: 101'; echo 'openjd_fail: Out of textures'; exit 1`),
    { onUpdate: (update) => updates.push(update) },
  );
  const whole = {
    progressPercent: 12.5,
    statusMessage: "Tracing rays",
    failMessage: "Out of textures",
  };
  assertEquals(updates.length, 3);
  assertEquals(updates[0], { progressPercent: 12.5 });
  assertEquals(updates[2], whole);
  assertEquals(result, { status: "FAILED", exitCode: 1, ...whole });
  assertMatch(opened.lines[2], /^openjd_progress: 101 -- ERROR: progress must be a number from 0/);
});

Deno.test("TERMINATE ends the whole process group, grandchildren included", async () => {
  await using opened = await open();
  const { session, lines } = opened;
  const stop = new AbortController();
  const running = session.runTask(
    script("(trap '' TERM; sleep 60) & echo $!; bash -c 'sleep 60' & wait", {
      cancelation: { mode: "TERMINATE" },
    }),
    { signal: stop.signal },
  );
  await until(() => lines.length > 0);
  const grandchild = Number(lines[0]);
  assert(await isRunning(grandchild));
  stop.abort();
  assertEquals(await running, { status: "CANCELED", exitCode: -9 });
  await until(async () => !await isRunning(grandchild));
});

Deno.test("NOTIFY_THEN_TERMINATE warns, says until when, and lets the program tidy up", async () => {
  await using opened = await open();
  const { session, lines } = opened;
  const stop = new AbortController();
  const running = session.runTask(
    script(
      "trap 'cat cancel_info.json; echo; echo tidied; exit 7' TERM; echo up; while :; do sleep 0.01; done",
      {
        cancelation: { mode: "NOTIFY_THEN_TERMINATE", notifyPeriodInSeconds: 60 },
      },
    ),
    { signal: stop.signal },
  );
  await until(() => lines.includes("up"));
  const asked = Date.now();
  stop.abort();
  assertEquals(await running, { status: "CANCELED", exitCode: 7 });
  const end = Date.parse(JSON.parse(lines[1]).NotifyEnd);
  assert(end > asked + 57_000 && end <= Date.now() + 60_000);
  assertEquals(lines[2], "tidied");
});

Deno.test("NOTIFY_THEN_TERMINATE ends a program that ignores the warning", async () => {
  await using opened = await open();
  const { session, lines } = opened;
  const stop = new AbortController();
  const running = session.runTask(
    script("trap '' TERM; echo up; while :; do sleep 0.01; done", {
      cancelation: { mode: "NOTIFY_THEN_TERMINATE", notifyPeriodInSeconds: 1 },
    }),
    { signal: stop.signal },
  );
  await until(() => lines.includes("up"));
  const start = performance.now();
  stop.abort();
  assertEquals((await running).exitCode, -9);
  assert(performance.now() - start >= 990);
});

Deno.test("killSignal does not wait for a notify period", async () => {
  await using opened = await open();
  const kill = new AbortController();
  const running = opened.session.runTask(
    script("trap '' TERM; echo up; sleep 60", {
      cancelation: { mode: "NOTIFY_THEN_TERMINATE", notifyPeriodInSeconds: 600 },
    }),
    { killSignal: kill.signal },
  );
  await until(() => opened.lines.includes("up"));
  kill.abort();
  assertEquals(await running, { status: "CANCELED", exitCode: -9 });
});

Deno.test("a program that is cancelled while it is being started ends all the same", async () => {
  for (let turns = 0; turns < 12; turns++) {
    const cancel = new AbortController();
    await using session = await Session.open({
      async onLine(line) {
        if (!line.startsWith("Running command")) return;
        await Promise.resolve();
        queueMicrotask(async () => {
          for (let turn = 0; turn < turns; turn++) await Deno.stat("/bin/sh");
          cancel.abort();
        });
      },
    });
    const action = { command: "sleep", args: ["60"] };
    const { status } = await deadline(
      session.runTask({ actions: { onRun: action } }, { signal: cancel.signal }),
      10_000,
    );
    assertEquals(status, "CANCELED");
  }
});

Deno.test("an action that takes longer than its timeout is cancelled and told apart", async () => {
  await using opened = await open();
  const result = await opened.session.runTask(script("sleep 60", { timeout: 1 }));
  assertEquals(result, { status: "TIMEOUT", exitCode: -9 });
  assertMatch(opened.lines.at(-1)!, /^Time limit of 1 s reached/);
});

Deno.test("a cancelled action whose signal was aborted before never starts", async () => {
  await using opened = await open();
  const result = await opened.session.runTask(script("echo ran"), { signal: AbortSignal.abort() });
  assertEquals(result, { status: "CANCELED" });
  assertEquals(opened.lines, []);
});

Deno.test("a line without end comes in pieces, and memory stays bounded", async () => {
  let bytes = 0;
  let longest = 0;
  const session = await Session.open({
    onLine: (line) => {
      if (!line.startsWith("x")) return;
      bytes += line.length;
      longest = Math.max(longest, line.length);
    },
  });
  await session.runTask(script("head -c 20000000 /dev/zero | tr '\\0' x"));
  await session.close();
  assertEquals(bytes, 20_000_000);
  assertEquals(longest, 65_536);
});

Deno.test("a character is never cut in two by the pieces of a long line", async () => {
  const pieces: string[] = [];
  const session = await Session.open({ onLine: (line) => void pieces.push(line) });
  await session.runTask(
    script("printf 'x'; for i in $(seq 400); do printf '€%.0s' $(seq 100); done"),
  );
  await session.close();
  assertEquals(pieces.slice(2).join("").replaceAll("€", "").replace("x", ""), "");
  assertEquals(pieces.slice(2).join("").length, 40_001);
});

Deno.test("the working directory is private and goes away with the session", async () => {
  const { session } = await open();
  assertEquals((await Deno.stat(session.workingDirectory)).mode! & 0o777, 0o700);
  await session.runTask(script("mkdir deep; touch deep/file; chmod 0500 deep"));
  await session.close();
  const gone = await Deno.stat(session.workingDirectory).then(() => false, () => true);
  assert(gone);
});

Deno.test("what an environment left running ends with the session", async () => {
  const { session, lines } = await open();
  await session.enterEnvironment(
    "e",
    environment({ onEnter: "sleep 60 >/dev/null 2>&1 & echo $!" }),
  );
  const pid = Number(lines[0]);
  assert(await isRunning(pid));
  await session.close();
  await until(async () => !await isRunning(pid));
});
