/**
 * The command line: `deadline GROUP COMMAND [OPTIONS]`. Ctrl-C ends it at once with code 130.
 *
 * @module
 */
import { processIo } from "./io.ts";
import { runCli } from "./run.ts";

/**
 * Milliseconds that a command has after Ctrl-C to end uploads in parts and say what became of its
 * work. It ends when it is done; a second Ctrl-C does not wait.
 */
const GRACE = 1_000;

if (import.meta.main) {
  const interrupt = new AbortController();
  Deno.addSignalListener("SIGINT", () => {
    if (interrupt.signal.aborted) Deno.exit(130);
    interrupt.abort();
    setTimeout(() => Deno.exit(130), GRACE);
  });
  Deno.exit(await runCli(Deno.args, processIo(), interrupt.signal));
}
