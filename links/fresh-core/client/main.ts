/**
 * What pages with islands load in browsers.
 *
 * @module
 */

import "./hooks.ts";

export { boot } from "./boot.ts";
