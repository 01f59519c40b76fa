/**
 * What a built server is put together from, with the names and behaviour of `jsr:@fresh/core/internal`.
 *
 * @module
 */

import * as path from "@std/path";

export { setBuildCache } from "./app/app.ts";
export { IslandPreparer, ProdBuildCache } from "./app/build_cache.ts";
export { path };
