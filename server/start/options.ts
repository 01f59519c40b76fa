import { parseArgs } from "@std/cli/parse-args";
import { resolve } from "@std/path";

/** What the start command was asked for. */
export interface StartOptions {
  /** The port to listen on; 0 takes a free one, undefined the usual one if it is free. */
  port: number | undefined;
  /** The console's folder. */
  dataDir: string | undefined;
  /** The AWS profile to use. */
  profile: string | undefined;
  /** Whether to use the embedded farm, whatever credentials there are. */
  local: boolean;
  /** Whether to open a browser. */
  open: boolean;
  /** How many worker processes the embedded farm has. */
  workers: number | undefined;
  /** Folders below which bundles may be browsed. */
  roots: string[];
}

/** What `--help` prints. */
export const HELP = `Start the console. Its address is printed when it is ready.

  --port N        listen on this port of 127.0.0.1; 0 takes a free one
  --local         use the embedded farm, even if there are AWS credentials
  --profile NAME  use this AWS profile
  --data DIR      keep the console's state (and the local farm) in this folder
  --workers N     how many worker processes the local farm has
  --root DIR      allow browsing for job bundles below this folder; may be repeated
  --open          open a browser
  --help          show this
`;

const NAMES = ["port", "data", "profile", "local", "open", "workers", "root", "help"];

/**
 * Reads the arguments of the start command; undefined when help was asked for.
 *
 * @throws {TypeError} naming the argument that is wrong.
 */
export function parseOptions(args: string[], cwd: string): StartOptions | undefined {
  const given = parseArgs(args, {
    boolean: ["local", "open", "help"],
    string: ["port", "data", "profile", "workers", "root"],
    collect: ["root"],
  });
  const unknown = Object.keys(given).find((name) => name !== "_" && !NAMES.includes(name));
  const stray = unknown === undefined ? given._[0] : `${unknown.length > 1 ? "--" : "-"}${unknown}`;
  if (stray !== undefined) {
    throw new TypeError(`Cannot start: "${stray}" is no option of this command; see --help`);
  }
  if (given.help) return undefined;
  if (given.local && given.profile) {
    throw new TypeError(
      `Cannot start: --local and --profile "${given.profile}" exclude each other`,
    );
  }
  return {
    port: wholeNumber("port", given.port, 65_535),
    dataDir: given.data === undefined ? undefined : resolve(cwd, text("data", given.data)),
    profile: given.profile === undefined ? undefined : text("profile", given.profile),
    local: given.local,
    open: given.open,
    workers: wholeNumber("workers", given.workers, 64),
    roots: given.root.map((root) => resolve(cwd, text("root", root))),
  };
}

function text(name: string, value: string): string {
  if (value !== "") return value;
  throw new TypeError(`Cannot start: --${name} needs a value`);
}

function wholeNumber(name: string, value: string | undefined, most: number): number | undefined {
  if (value === undefined) return undefined;
  if (/^[0-9]+$/.test(value) && Number(value) <= most) return Number(value);
  throw new TypeError(`Cannot start: --${name} "${value}" is no number from 0 to ${most}`);
}
