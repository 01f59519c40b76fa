/**
 * The command line: `deadline GROUP COMMAND [OPTIONS]`. Ctrl-C ends it at once with code 130.
 *
 * @module
 */
import { processIo } from "./io.ts";
import { runCli } from "./run.ts";

/** Milliseconds that a command has after Ctrl-C to say what became of its work. */
const GRACE = 100;

if (import.meta.main) {
  const interrupt = new AbortController();
  Deno.addSignalListener("SIGINT", () => {
    interrupt.abort();
    setTimeout(() => Deno.exit(130), GRACE);
  });
  Deno.exit(await runCli(Deno.args, processIo(), interrupt.signal));
}
