import { assert, assertEquals, assertRejects } from "@std/assert";
import { Stopped, TaskError } from "@deadline/client/task";
import {
  decodeLineage,
  decodeLines,
  encodeLineage,
  encodeLines,
  errorOfResponse,
  problemOf,
  problemResponse,
  requestJson,
  requestPages,
} from "@deadline/client/wire";

async function* numbers(count: number, state: { made: number; closed: boolean }) {
  try {
    for (let i = 1; i <= count; i++) {
      state.made = i;
      yield { items: [i] };
      await Promise.resolve();
    }
  } finally {
    state.closed = true;
  }
}

async function all<T>(source: AsyncIterable<T>): Promise<T[]> {
  return await Array.fromAsync(source);
}

function fetching(response: Response | (() => Response)): typeof fetch {
  return () => Promise.resolve(typeof response === "function" ? response() : response);
}

Deno.test("lines survive being cut anywhere, inside a character too", async () => {
  const lines = [{ items: ["žluťoučký 馬"] }, { items: ["\n", "{}"] }];
  const bytes = new Uint8Array(
    await new Response(encodeLines((async function* () {
      yield* lines;
      await Promise.resolve();
    })())).arrayBuffer(),
  );
  for (let at = 1; at < bytes.length; at++) {
    const body = ReadableStream.from([bytes.slice(0, at), bytes.slice(at)]);
    assertEquals(await all(decodeLines(body)), lines);
  }
});

Deno.test("a reader that is slow holds the source back", async () => {
  const state = { made: 0, closed: false };
  const reader = encodeLines(numbers(1000, state)).getReader();
  await reader.read();
  await reader.read();
  await new Promise((resolve) => setTimeout(resolve, 0));
  assert(state.made <= 4, `the source ran ahead to ${state.made}`);
  await reader.cancel();
});

Deno.test("a reader that leaves ends the source", async () => {
  const state = { made: 0, closed: false };
  for await (const _line of decodeLines(encodeLines(numbers(1000, state)))) break;
  await new Promise((resolve) => setTimeout(resolve, 0));
  assert(state.closed);
});

Deno.test("an abort ends both ends of a stalled stream with the reason", async () => {
  const controller = new AbortController();
  const { signal } = controller;
  async function* stalled() {
    yield { items: [1] };
    await new Promise<void>((_, reject) =>
      signal.addEventListener("abort", () => reject(signal.reason), { once: true })
    );
  }
  const reading = all(decodeLines(encodeLines(stalled(), { signal }), { signal }));
  controller.abort(new Stopped("user"));
  assertEquals((await assertRejects(() => reading, Stopped)).reason, "user");
});

Deno.test("an error in the middle of a list comes as its last line and is thrown by the reader", async () => {
  async function* failing() {
    yield { items: [1, 2] };
    await Promise.resolve();
    throw new TaskError("Access denied", {
      operation: "ListQueues",
      code: "AccessDeniedException",
    });
  }
  const pages = requestPages<number>("/api", {
    fetch: fetching(new Response(encodeLines(failing()))),
  });
  assertEquals((await pages.next()).value, [1, 2]);
  const error = await assertRejects(() => pages.next(), TaskError, "Access denied");
  assertEquals([error.operation, error.code], ["ListQueues", "AccessDeniedException"]);
});

Deno.test("a list that stops without its closing line is not taken for complete", async () => {
  for (
    const body of ['{"items":[1]}\n', '{"items":[1]}\n{"meta":{"ca', '{"items":[1]}\nnonsense\n']
  ) {
    const pages = requestPages("/api", { fetch: fetching(new Response(body)) });
    const error = await assertRejects(() => all(pages), TaskError);
    assertEquals([error.code, error.retryable], ["Truncated", true]);
  }
});

Deno.test("a problem keeps what a person needs over the wire, and nothing else", async () => {
  const cause = new Error("secret");
  const error = new TaskError("Throttled", {
    operation: "ListFarms",
    code: "ThrottlingException",
    awsRequestId: "aws-1",
    requestId: "tab.farms.1",
    retryable: true,
    hint: "Wait.",
    status: 429,
    cause,
  });
  const response = problemResponse(problemOf(error));
  assert(!(await response.clone().text()).includes("secret"));
  assertEquals(response.status, 429);
  const back = await errorOfResponse(response) as TaskError;
  assertEquals(
    [
      back.message,
      back.operation,
      back.code,
      back.awsRequestId,
      back.requestId,
      back.retryable,
      back.hint,
    ],
    ["Throttled", "ListFarms", "ThrottlingException", "aws-1", "tab.farms.1", true, "Wait."],
  );
});

Deno.test("a request that was stopped comes back as Stopped with its reason, not as an error", async () => {
  for (const reason of ["superseded", "user", "navigated", "timeout", "closed"] as const) {
    const response = problemResponse(problemOf(new Stopped(reason), "t.k.1"));
    const back = await errorOfResponse(response);
    assert(back instanceof Stopped);
    assertEquals(back.reason, reason);
  }
});

Deno.test("an answer that is no problem document still names its status", async () => {
  const ask = fetching(() => new Response("<h1>Bad gateway</h1>", { status: 502 }));
  const error = await assertRejects(() => requestJson("/api", { fetch: ask }), TaskError, "502");
  assert(error.retryable);
});

Deno.test("a server that does not answer is a retryable error that says so", async () => {
  const ask = () => Promise.reject(new TypeError("connection refused"));
  const error = await assertRejects(() => requestJson("/api", { fetch: ask }), TaskError);
  assertEquals([error.code, error.retryable], ["NetworkError", true]);
});

Deno.test("a lineage survives its header, whatever a profile is called", () => {
  for (const lineage of [["(default)", "farm-1", undefined], ["a/b ü%", undefined], ["x"]]) {
    assertEquals(decodeLineage(encodeLineage(lineage)), lineage);
  }
});
