import { Console } from "./console.ts";
import { launchFromEnvironment } from "./launch_from_environment.ts";

let current: Console | undefined;

/** Makes `console` the one that the app serves. Called before the app is imported. */
export function setConsole(console: Console): void {
  current = console;
}

/**
 * The console of this process. Where nobody made one (`deno serve`, the development server), it is
 * made of the environment, and the link to it is printed when somebody first comes without one: who
 * listens, and on which port, was decided elsewhere.
 */
export function currentConsole(): Console {
  return current ??= fromEnvironment();
}

function fromEnvironment(): Console {
  const launch = launchFromEnvironment(Deno.env);
  const made = new Console(launch);
  made.greet = (origin) => {
    console.log(`Open ${origin}/?token=${launch.token}`);
    made.greet = undefined;
  };
  return made;
}
