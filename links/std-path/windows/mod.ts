/**
 * Path functions for Windows, with the names and behaviour of `jsr:@std/path/windows`.
 *
 * @module
 */

import { win32 } from "node:path";
import { type PathFunctions, pathFunctions } from "../_platform.ts";
import { fromFileUrl } from "./_file_url.ts";

export { fromFileUrl, toFileUrl } from "./_file_url.ts";
export type { ParsedPath } from "../_platform.ts";

/** What separates paths in a list. */
export const DELIMITER = ";" as const;
/** What separates the parts of a path. */
export const SEPARATOR = "\\" as const;
/** Matches separators. */
export const SEPARATOR_PATTERN: RegExp = /[\\/]+/;

const functions: PathFunctions = pathFunctions(win32, fromFileUrl);
/** The last part of a path, without a suffix if it ends so. */
export const basename: PathFunctions["basename"] = functions.basename;
/** The longest folder that paths share, with its separator at the end. */
export const common: PathFunctions["common"] = functions.common;
/** The folder of a path. */
export const dirname: PathFunctions["dirname"] = functions.dirname;
/** The extension of a path with its dot, or nothing. */
export const extname: PathFunctions["extname"] = functions.extname;
/** The path that has the parts given. */
export const format: PathFunctions["format"] = functions.format;
/** Whether a path starts at a root. */
export const isAbsolute: PathFunctions["isAbsolute"] = functions.isAbsolute;
/** One path from several, normalised. */
export const join: PathFunctions["join"] = functions.join;
/** A path without `.`, `..` and doubled separators. */
export const normalize: PathFunctions["normalize"] = functions.normalize;
/** The parts of a path. */
export const parse: PathFunctions["parse"] = functions.parse;
/** The way from one path to another. */
export const relative: PathFunctions["relative"] = functions.relative;
/** The absolute path that segments lead to, from the current folder if need be. */
export const resolve: PathFunctions["resolve"] = functions.resolve;
/** A path in the long form that Windows takes; the same path elsewhere. */
export const toNamespacedPath: PathFunctions["toNamespacedPath"] = functions.toNamespacedPath;
