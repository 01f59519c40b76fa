import { Builder } from "fresh/dev";

const [outDir] = Deno.args;
await new Builder({ root: import.meta.dirname, outDir }).build();
