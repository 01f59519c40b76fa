import type { CallMeta } from "@deadline/client/wire";

/** What a route asks of AWS, so that people can ask the same from a terminal or a script. */
export interface Asked {
  /** The API operation: `ListQueues`. */
  call: string;
  /** The words of the CLI command, if there is one: `queue list`. */
  cli?: string | undefined;
  /** The library function: `listQueues`. */
  library?: string | undefined;
  /** The ids it is asked for, named as in the API; the command line takes them as options. */
  ids?: Record<string, string> | undefined;
  /** Other options of the command line, in its own words: `["--parameter", "Frames=1-10"]`. */
  words?: readonly string[] | undefined;
  /** What the library function takes, if not the ids as they are. Never a secret. */
  input?: object | undefined;
  /** What the command and the function take before all else: the folder of a bundle. */
  subject?: string | undefined;
}

/** Writes what was asked as a command line and as TypeScript. */
export function equivalents(asked: Asked): Pick<CallMeta, "call" | "cli" | "typescript"> {
  return { call: asked.call, cli: asCli(asked), typescript: asTypeScript(asked) };
}

function asCli({ cli, ids = {}, words = [], subject }: Asked): string | undefined {
  if (!cli) return undefined;
  const options = Object.entries(ids).flatMap(([name, value]) => [`--${kebab(name)}`, value]);
  const given = [...(subject === undefined ? [] : [subject]), ...options, ...words];
  return ["deadline", cli, ...given.map(shellWord)].join(" ");
}

function asTypeScript({ library, ids, input = ids ?? {}, subject }: Asked): string | undefined {
  if (!library) return undefined;
  const fields = JSON.stringify(input, undefined, 2).replaceAll(/^( *)"(\w+)":/gm, "$1$2:");
  const given = subject === undefined ? fields : `${JSON.stringify(subject)}, ${fields}`;
  const call = `${library}(${given})`;
  const run = library.startsWith("list")
    ? `for await (const item of ${call}) console.log(item);`
    : `console.log(await ${call});`;
  return `import { ${library} } from "@deadline/client";\n\n${run}\n`;
}

function kebab(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** Quotes a word for a POSIX shell, where it needs that. */
function shellWord(word: string): string {
  return /^[A-Za-z0-9_./:-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
