import { assert, assertEquals } from "@std/assert";
import { operations } from "../../farm/protocol/operations.ts";
import type { Shape } from "../../farm/protocol/shapes.ts";
import { submit, template, type TestFarm, testFarm } from "./_farm.ts";
import { send } from "./_raw.ts";
import { seeded } from "../_seeded.ts";

const HOSTILE: readonly unknown[] = [
  "",
  " ",
  "\0",
  "a\0b",
  "\ud800",
  "\udfff\ud800",
  "__proto__",
  "constructor",
  "../../etc/passwd",
  "%00",
  "'; DROP TABLE job; --",
  "x".repeat(5000),
  "𝕏".repeat(101),
  -1,
  0,
  1e308,
  -1e308,
  Number.MAX_SAFE_INTEGER,
  2 ** 64,
  0.1,
  true,
  null,
  [],
  {},
  [[[[]]]],
  JSON.parse('{"__proto__":{"polluted":1}}'),
  "9999-12-31T23:59:59Z",
  "0000-00-00T00:00:00Z",
  "9".repeat(400),
];

/** Makes requests that are nearly right: of the right shapes, with wrong things in them. */
class Mischief {
  readonly #next: () => number;
  readonly #known: Readonly<Record<string, unknown>>;

  constructor(seed: number, known: Readonly<Record<string, unknown>>) {
    this.#next = seeded(seed);
    this.#known = known;
  }

  chance(part: number): boolean {
    return this.#next() < part;
  }

  pick<T>(all: readonly T[]): T {
    return all[Math.floor(this.#next() * all.length)]!;
  }

  value(shape: Shape, name: string, depth = 0): unknown {
    if (this.chance(0.12)) return this.pick(HOSTILE);
    if (name in this.#known && this.chance(0.9)) return this.#known[name];
    switch (shape.kind) {
      case "string":
        return this.pick(["a", "ACTIVE", "READY", "1", "EQUAL", "NAME", "ASCENDING", ...HOSTILE]);
      case "number":
        return this.pick([0, 1, 50, ...HOSTILE]);
      case "boolean":
        return this.chance(0.5);
      case "timestamp":
        return this.pick(["2026-01-02T03:04:05Z", ...HOSTILE]);
      case "list":
        return Array.from(
          { length: this.pick([0, 1, 2]) },
          () => this.value(shape.item, name, depth + 1),
        );
      case "map":
        return Object.fromEntries(
          ["a", "", "toString"].filter(() => this.chance(0.5)).map((key) => [
            key,
            this.value(shape.value, name, depth + 1),
          ]),
        );
      case "document":
        return this.pick(HOSTILE);
      default: {
        if (depth > 6) return {};
        const members = [...shape.members.values()];
        const chosen = shape.kind === "union"
          ? [this.pick(members)]
          : members.filter((member) => member.required || this.chance(0.4));
        return Object.fromEntries(chosen.map((member) => [
          member.name,
          this.value(member.shape, member.name, depth + 1),
        ]));
      }
    }
  }
}

/** A request of an operation, as a client makes it that means no good. */
function request(operation: NonNullable<ReturnType<typeof operations.get>>, mischief: Mischief) {
  const body: Record<string, unknown> = {};
  const query = new URLSearchParams();
  const labels: Record<string, string> = {};
  for (const member of operation.input.members.values()) {
    const value = mischief.value(member.shape, member.name);
    const { binding } = member;
    if (binding.in === "label") labels[member.name] = String(value);
    else if (!member.required && mischief.chance(0.4)) continue;
    else if (binding.in === "query") query.set(binding.name, String(value));
    else if (binding.in === "body") body[member.name] = value;
  }
  const path = operation.segments.map((segment) => {
    if (!segment.startsWith("{")) return segment;
    return encodeURIComponent((labels[segment.slice(1, -1)] ?? "").toWellFormed()) || "x";
  });
  const search = query.size > 0 ? `?${query}` : "";
  return {
    method: operation.method,
    path: `/${path.join("/")}${search}`,
    body: JSON.stringify(body),
  };
}

async function alive(on: TestFarm): Promise<void> {
  const { farmId } = on.queue;
  assertEquals((await send(on.farm, { path: `/2023-10-12/farms/${farmId}` })).status, 200);
}

Deno.test("no request, however odd, is a mistake of the farm's own", async () => {
  const mistakes: unknown[] = [];
  await using on = await testFarm({
    note: (event, details) => event === "internal error" && mistakes.push(details),
  });
  const jobId = await submit(on, template([{ name: "A", frames: "1-3" }]));
  const known = {
    ...on.queue,
    ...on.fleet,
    jobId,
    priority: 50,
    template: template([{ name: "B" }]),
    templateType: "JSON",
    farmIds: [on.queue.farmId],
    queueIds: [on.queue.queueId],
    fleetIds: [on.fleet.fleetId],
    itemOffset: 0,
  };
  const mischief = new Mischief(20_231_012, known);
  for (let round = 0; round < 8; round++) {
    for (const operation of operations.values()) {
      // What is deleted is not there for the others to be asked about.
      if (/^Delete(Farm|Queue|Fleet)$/.test(operation.name)) continue;
      const asked = request(operation, mischief);
      const { status, headers, json } = await send(on.farm, asked);
      const seen = `${operation.name} ${asked.path} ${asked.body}: ${status}`;
      assert(status < 500 || status === 501, `${seen} ${JSON.stringify(mistakes.at(-1))}`);
      if (status < 300) continue;
      assertEquals(json.__type, headers.get("x-amzn-ErrorType"), seen);
      assertEquals(typeof json.message, "string", seen);
    }
  }
  assertEquals(mistakes, []);
  await alive(on);
});

Deno.test("bodies that are no JSON, too deep, or too long are refused in the service's words", async () => {
  await using on = await testFarm();
  const path = `/2023-10-12/farms/${on.queue.farmId}/queues/${on.queue.queueId}/jobs`;
  const deep = (open: string, close: string) => open.repeat(200_000) + close.repeat(200_000);
  const bodies: Record<string, number> = {
    "{": 400,
    "[]": 400,
    "null": 400,
    "\0": 400,
    '{"a":1}{': 400,
    '{"priority":1e999}': 400,
    [deep("[", "]")]: 400,
    [deep('{"a":', "}")]: 400,
    [`{"parameters":${deep("[", "]")}}`]: 400,
    [`{"priority":50,"templateType":"JSON","template":${JSON.stringify(deep("[", "]"))}}`]: 400,
    [`{"priority":50,"templateType":"YAML","template":${JSON.stringify(deep("[", "]"))}}`]: 400,
    [" ".repeat(9 * 1024 * 1024)]: 413,
  };
  for (const [body, expected] of Object.entries(bodies)) {
    const { status, json } = await send(on.farm, { method: "POST", path, body });
    assertEquals(status, expected, body.slice(0, 60));
    assertEquals(typeof json.message, "string");
  }
  await alive(on);
});

Deno.test("filters in filters without end are refused, not followed", async () => {
  await using on = await testFarm();
  const depth = 20_000;
  const filter = '{"groupFilter":{"operator":"AND","filters":['.repeat(depth) + "]}}".repeat(depth);
  const { status, json } = await send(on.farm, {
    method: "POST",
    path: `/2023-10-12/farms/${on.queue.farmId}/search/jobs`,
    body: `{"queueIds":["${on.queue.queueId}"],"itemOffset":0,` +
      `"filterExpressions":{"operator":"AND","filters":[${filter}]}}`,
  });
  assertEquals([status, json.reason], [400, "CANNOT_PARSE"]);
  await alive(on);
});

Deno.test("connections that speak no HTTP, stop in the middle, or lie about their length do no harm", async () => {
  await using on = await testFarm();
  const port = Number(new URL(on.farm.endpoint).port);
  const say = async (text: string) => {
    using connection = await Deno.connect({ hostname: "127.0.0.1", port });
    await connection.write(new TextEncoder().encode(text));
    await connection.closeWrite();
    const buffer = new Uint8Array(4096);
    const length = await connection.read(buffer).catch(() => null);
    return new TextDecoder().decode(buffer.subarray(0, length ?? 0)).split("\r\n")[0]!;
  };
  const told = [
    "\0\0\0\0",
    "GET / HTTP/9.9\r\n\r\n",
    "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 10\r\n\r\nabc",
    "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: -1\r\n\r\n",
    "POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\nZZ\r\n",
    "GET /%zz/%00/../.. HTTP/1.1\r\nhost: a\r\n\r\n",
    "GET //evil.example/ HTTP/1.1\r\nhost: a\r\n\r\n",
    "GET http://[/ HTTP/1.1\r\nhost: a\r\n\r\n",
    "GET / HTTP/1.1\r\nhost: a b<>\r\n\r\n",
    `GET / HTTP/1.1\r\nhost: a\r\nx: ${"x".repeat(100_000)}\r\n\r\n`,
  ];
  for (const text of told) {
    assert(!/ 5\d\d /.test(await say(text)), text.slice(0, 60));
    await alive(on);
  }
});
