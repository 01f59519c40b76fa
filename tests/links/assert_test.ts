import {
  assert,
  assertAlmostEquals,
  assertArrayIncludes,
  assertEquals,
  AssertionError,
  assertIsError,
  assertNotEquals,
  assertObjectMatch,
  assertRejects,
  assertStrictEquals,
  assertThrows,
  equal,
} from "@std/assert";

Deno.test("equal values are equal however deep they are", () => {
  const circle: { self?: unknown } = {};
  circle.self = circle;
  const other: { self?: unknown } = {};
  other.self = other;
  assertEquals(circle, other);
  assertEquals(new Map([[{ a: 1 }, new Set([[1]])]]), new Map([[{ a: 1 }, new Set([[1]])]]));
  assertEquals(NaN, NaN);
  assertEquals(0, -0);
  assertEquals(new URL("http://a/b"), new URL("http://a/b"));
  assertEquals(new Uint8Array([1, 2]), new Uint8Array([1, 2]));
});

Deno.test("a missing key, another class and another date are differences", () => {
  class A {
    x = 1;
  }
  assert(!equal({ a: undefined }, {}));
  assert(!equal(new A(), { x: 1 }));
  assert(!equal(new Date(1), new Date(2)));
  assert(!equal([1, , 3], [1, undefined, 3]));
  assert(!equal(new Set([[1]]), new Set([[2]])));
  assertNotEquals({ a: 1 }, { a: "1" } as unknown as { a: number });
});

Deno.test("a failed comparison shows the lines that differ", () => {
  const error = assertThrows(
    () => assertEquals({ a: 1, b: 2 }, { a: 1, b: 3 }),
    AssertionError,
    "-     b: 2,",
  );
  assert(error.message.includes("b: 3"));
  assert(error.message.includes("Values are not equal"));
});

Deno.test("values with the same structure are told from the same value", () => {
  assertThrows(() => assertStrictEquals([1], [1]), AssertionError, "not reference-equal");
});

Deno.test("an object matches when it has at least what is expected", () => {
  const circle: Record<string, unknown> = { a: 1 };
  circle.self = circle;
  assertObjectMatch(circle, { self: { self: { a: 1 } } });
  assertObjectMatch({ list: [{ a: 1, b: 2 }], c: 3 }, { list: [{ a: 1 }] });
  assertThrows(() => assertObjectMatch({ a: { b: 1 } }, { a: { b: 2 } }), AssertionError);
  assertThrows(() => assertObjectMatch({ a: 1 }, { b: undefined }), AssertionError);
});

Deno.test("thrown errors are checked for class and message, and returned", async () => {
  const fail = () => {
    throw new TypeError("the pool is closed");
  };
  assertEquals(assertThrows(fail, TypeError, "pool").message, "the pool is closed");
  assertThrows(() => assertThrows(fail, RangeError), AssertionError, "RangeError");
  assertThrows(() => assertThrows(() => 1), AssertionError, "Expected function to throw");
  const error = await assertRejects(() => Promise.reject(new RangeError("no")), RangeError);
  assertIsError(error, RangeError, /^no$/);
  await assertRejects(
    () => assertRejects(() => Promise.resolve(1)),
    AssertionError,
    "Expected function to reject",
  );
});

Deno.test("an error thrown before there is a promise is no rejection", async () => {
  await assertRejects(
    () =>
      assertRejects(() => {
        throw new Error("early");
      }),
    AssertionError,
    "Function throws when expected to reject",
  );
});

Deno.test("numbers and lists say what is off", () => {
  assertAlmostEquals(0.1 + 0.2, 0.3);
  assertThrows(() => assertAlmostEquals(1, 1.1, 0.01), AssertionError, "is greater than");
  assertArrayIncludes([{ a: 1 }, { b: 2 }], [{ b: 2 }]);
  assertThrows(() => assertArrayIncludes([1, 2], [3]), AssertionError, "missing");
});
