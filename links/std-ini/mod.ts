/**
 * Reads and writes INI text, with the names and behaviour of `jsr:@std/ini`.
 *
 * @module
 */

export * from "./parse.ts";
export * from "./stringify.ts";
