/**
 * Path functions for the platform at hand, with the names and behaviour of `jsr:@std/path`.
 *
 * @module
 */

import * as posix from "./posix/mod.ts";
import * as windows from "./windows/mod.ts";
import type { PathFunctions } from "./_platform.ts";

export type { ParsedPath } from "./_platform.ts";

const platform = Deno.build.os === "windows" ? windows : posix;

/** What separates paths in a list. */
export const DELIMITER: ":" | ";" = platform.DELIMITER;
/** What separates the parts of a path. */
export const SEPARATOR: "/" | "\\" = platform.SEPARATOR;
/** Matches separators. */
export const SEPARATOR_PATTERN: RegExp = platform.SEPARATOR_PATTERN;
/** The path of a file URL. */
export const fromFileUrl: (url: string | URL) => string = platform.fromFileUrl;
/** The file URL of an absolute path. */
export const toFileUrl: (path: string) => URL = platform.toFileUrl;
/** The last part of a path, without a suffix if it ends so. */
export const basename: PathFunctions["basename"] = platform.basename;
/** The longest folder that paths share, with its separator at the end. */
export const common: PathFunctions["common"] = platform.common;
/** The folder of a path. */
export const dirname: PathFunctions["dirname"] = platform.dirname;
/** The extension of a path with its dot, or nothing. */
export const extname: PathFunctions["extname"] = platform.extname;
/** The path that has the parts given. */
export const format: PathFunctions["format"] = platform.format;
/** Whether a path starts at a root. */
export const isAbsolute: PathFunctions["isAbsolute"] = platform.isAbsolute;
/** One path from several, normalised. */
export const join: PathFunctions["join"] = platform.join;
/** A path without `.`, `..` and doubled separators. */
export const normalize: PathFunctions["normalize"] = platform.normalize;
/** The parts of a path. */
export const parse: PathFunctions["parse"] = platform.parse;
/** The way from one path to another. */
export const relative: PathFunctions["relative"] = platform.relative;
/** The absolute path that segments lead to, from the current folder if need be. */
export const resolve: PathFunctions["resolve"] = platform.resolve;
/** A path in the long form that Windows takes; the same path elsewhere. */
export const toNamespacedPath: PathFunctions["toNamespacedPath"] = platform.toNamespacedPath;
