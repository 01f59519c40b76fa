/**
 * Spies and stubs, with the names and behaviour of `jsr:@std/testing/mock`.
 *
 * @module
 */

export * from "./_mock_asserts.ts";
export { MockError } from "./_mock_error.ts";
export * from "./_mock_returns.ts";
export * from "./_mock_spy.ts";
export * from "./_mock_stub.ts";
