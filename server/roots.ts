import { isAbsolute, join, relative, SEPARATOR } from "@std/path";
import { TaskError } from "@deadline/client/task";
import type { Launch } from "./launch.ts";
import { samplesDirectory } from "./project.ts";

/** Folders that are never shown, even below an allowed one: they hold keys. */
const FORBIDDEN = [".aws", ".ssh", ".gnupg", ".deadline"];

/**
 * The folders below which bundles may be browsed and read: the samples, and what the user allowed.
 * What counts is where a path really leads, after all links.
 */
export class Roots {
  readonly #file: string;
  readonly #ownState: string;
  readonly #given: string[];
  #allowed: Promise<string[]> | undefined;

  /** Remembers what is allowed in the console's own folder. */
  constructor({ dataDir, roots }: Pick<Launch, "dataDir" | "roots">) {
    this.#file = join(dataDir, "roots.json");
    this.#ownState = dataDir;
    this.#given = roots;
  }

  /** The folders that the user allowed, real paths. */
  list(): Promise<string[]> {
    return this.#allowed ??= this.#load();
  }

  /**
   * Allows a folder.
   *
   * @throws {TaskError} if it is none, or one that holds keys or the console's own state.
   */
  async add(path: string): Promise<string[]> {
    const real = await this.#realFolder(path);
    await this.#refuseSecrets(real);
    const allowed = await this.list();
    return allowed.includes(real) ? allowed : await this.#save([...allowed, real]);
  }

  /** Takes the permission back; folders given at the start stay until the next. */
  async remove(path: string): Promise<string[]> {
    const allowed = await this.list();
    return await this.#save(allowed.filter((each) => each !== path));
  }

  /**
   * Gives the real path of something below an allowed folder or the samples.
   *
   * @throws {TaskError} with status 403 if it leads anywhere else, 404 if there is nothing.
   */
  async resolve(path: string): Promise<string> {
    if (!isPlain(path)) throw refused(path);
    const roots = [...await this.list(), await Deno.realPath(samplesDirectory())];
    const real = await Deno.realPath(path).catch(() => undefined);
    // What lies elsewhere is refused whether it exists or not, so that nobody learns that.
    if (!roots.some((root) => isWithin(root, real ?? path))) throw refused(path);
    if (real === undefined) throw notFound(path);
    await this.#refuseSecrets(real);
    return real;
  }

  async #realFolder(path: string): Promise<string> {
    if (!isPlain(path)) throw refused(path);
    const real = await realPath(path);
    if (!(await Deno.stat(real)).isDirectory) throw notFound(path);
    return real;
  }

  async #refuseSecrets(real: string): Promise<void> {
    const parts = real.split(SEPARATOR);
    const own = await Deno.realPath(this.#ownState).catch(() => this.#ownState);
    if (FORBIDDEN.some((name) => parts.includes(name)) || isWithin(own, real)) throw refused(real);
  }

  async #load(): Promise<string[]> {
    const given = await Promise.all(this.#given.map((path) => this.#realFolder(path)));
    const text = await Deno.readTextFile(this.#file).catch(() => "[]");
    const saved = (JSON.parse(text) as unknown[]).filter((each) => typeof each === "string");
    return [...new Set([...given, ...saved])];
  }

  async #save(allowed: string[]): Promise<string[]> {
    const temporary = `${this.#file}.${crypto.randomUUID()}.tmp`;
    await Deno.writeTextFile(temporary, JSON.stringify(allowed, undefined, 2), { mode: 0o600 });
    await Deno.rename(temporary, this.#file);
    this.#allowed = Promise.resolve(allowed);
    return allowed;
  }
}

/** Whether `path` is `root` or below it. */
export function isWithin(root: string, path: string): boolean {
  const way = relative(root, path);
  return way === "" || (!way.startsWith("..") && !isAbsolute(way));
}

/**
 * Whether a path is an ordinary absolute one. Refused are NUL, and on Windows what leads round the
 * checks: network and device names, alternate streams, short names.
 */
export function isPlain(path: string, os: typeof Deno.build.os = Deno.build.os): boolean {
  if (path.includes("\0")) return false;
  if (os !== "windows") return path.startsWith("/");
  return /^[A-Za-z]:[\\/]/.test(path) && !/[:~]|(^|[\\/])(con|prn|aux|nul|com\d|lpt\d)(\.|$|[\\/])/i
    .test(path.slice(2));
}

async function realPath(path: string): Promise<string> {
  try {
    return await Deno.realPath(path);
  } catch {
    throw notFound(path);
  }
}

function refused(path: string): TaskError {
  return new TaskError(`"${path}" is not below a folder that this console may read`, {
    code: "NotAllowed",
    status: 403,
    hint: "Allow the folder first, on the Submit page or with --root.",
  });
}

function notFound(path: string): TaskError {
  return new TaskError(`There is no "${path}"`, { code: "NotFound", status: 404 });
}
