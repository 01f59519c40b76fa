/**
 * Helpers for promises and async iterables, with the names and behaviour of `jsr:@std/async`.
 *
 * @module
 */

export * from "./abortable.ts";
export * from "./deadline.ts";
export * from "./debounce.ts";
export * from "./delay.ts";
export * from "./mux_async_iterator.ts";
export * from "./poll.ts";
export * from "./pool.ts";
export * from "./retry.ts";
