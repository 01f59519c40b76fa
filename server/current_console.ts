import { Console } from "./console.ts";
import { launchFromEnvironment } from "./launch_from_environment.ts";

let current: Console | undefined;

/** Makes `console` the one that the app serves. Called before the app is imported. */
export function setConsole(console: Console): void {
  current = console;
}

/**
 * The console of this process. Where nobody made one (`deno serve`, the development server), it is
 * made of the environment, and the link to it is printed.
 */
export function currentConsole(): Console {
  return current ??= fromEnvironment();
}

function fromEnvironment(): Console {
  const launch = launchFromEnvironment(Deno.env);
  const made = new Console(launch);
  const port = launch.port || 8000;
  console.log(`http://127.0.0.1:${port}/?token=${launch.token}`);
  // Who listens, and where, is decided elsewhere; any port of this machine has to do.
  made.port = launch.port || undefined;
  return made;
}
