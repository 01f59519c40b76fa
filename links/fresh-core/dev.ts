/**
 * Builds an app, or serves it while it is worked on, with the names and behaviour of `jsr:@fresh/core/dev`.
 *
 * @module
 */

export { Builder, type BuildOptions, type ResolvedBuildConfig } from "./build/builder.ts";
