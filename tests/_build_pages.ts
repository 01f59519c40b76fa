/** Builds the console into the folder that is named, as `dev.ts build` does into its own. */
import { Builder } from "fresh/dev";

await new Builder({ outDir: Deno.args[0] }).build();
