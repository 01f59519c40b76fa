/**
 * What pages load in browsers while an app is worked on.
 *
 * @module
 */

import "preact/debug";
import "./live_reload.ts";

export * from "./main.ts";
