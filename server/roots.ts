import { basename, dirname, join, relative, SEPARATOR } from "@std/path";
import { TaskError } from "@deadline/client/task";
import { isWithin } from "./is_within.ts";
import type { Launch } from "./launch.ts";
import { samplesDirectory } from "./project.ts";

/** Folders that are never shown, even below an allowed one: they hold keys. */
const KEYS = [".aws", ".ssh", ".gnupg"];
/** The same for whoever chooses a folder; bundles of the client's own are trusted one by one. */
const FORBIDDEN = [...KEYS, ".deadline"];

/**
 * The folders below which bundles may be browsed and read: the samples, and what the user allowed.
 * What counts is where a path really leads, after all links.
 */
export class Roots {
  readonly #file: string;
  readonly #ownState: string;
  readonly #given: string[];
  readonly #trusted: (() => string | Promise<string>)[] = [samplesDirectory];
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
   * Lets a folder of the console or the client be read that nobody chose: job history, bundles that
   * were fetched. One that holds keys stays closed. It may be another one each time it is asked for.
   */
  trust(folder: () => string | Promise<string>): void {
    this.#trusted.push(folder);
  }

  /**
   * Gives the real path of something below an allowed folder or the samples.
   *
   * @throws {TaskError} with status 403 if it leads anywhere else, 404 if there is nothing.
   */
  async resolve(path: string): Promise<string> {
    if (!isPlain(path)) throw refused(path);
    // What lies elsewhere is refused whether it exists or not, so that nobody learns that.
    const { real, missing } = await whereItLeads(path);
    if (!await this.#isTrusted(real)) {
      if (!(await this.list()).some((root) => isWithin(root, real))) throw refused(path);
      await this.#refuseSecrets(real);
    }
    if (missing) throw notFound(path);
    return real;
  }

  /**
   * Gives the real path of something to be written below a folder that the user allowed; it, and
   * folders above it, need not be there yet.
   *
   * @throws {TaskError} with status 403 if it leads anywhere else.
   */
  async resolveNew(path: string): Promise<string> {
    if (!isPlain(path) || path.split(/[\\/]/).includes("..")) throw refused(path);
    const { real: full } = await whereItLeads(path);
    if (!(await this.list()).some((root) => isWithin(root, full))) throw refused(path);
    await this.#refuseSecrets(full);
    return full;
  }

  /** Whether it is in a trusted folder, and not in one that holds keys. */
  async #isTrusted(real: string): Promise<boolean> {
    for (const folder of this.#trusted) {
      const trusted = await realFolderOf(folder);
      if (trusted === undefined || !isWithin(trusted, real)) continue;
      if (trusted.split(SEPARATOR).some((name) => KEYS.includes(name))) continue;
      const below = relative(trusted, real).split(SEPARATOR);
      return !FORBIDDEN.some((name) => below.includes(name));
    }
    return false;
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

/**
 * Whether a path is an ordinary absolute one. Refused are NUL, and on Windows what leads round the
 * checks: network and device names, alternate streams, short names.
 */
export function isPlain(path: string, os: typeof Deno.build.os = Deno.build.os): boolean {
  // A request may bring anything in its place.
  if (typeof path !== "string" || path.includes("\0")) return false;
  if (os !== "windows") return path.startsWith("/");
  return /^[A-Za-z]:[\\/]/.test(path) && !/[:~]|(^|[\\/])(con|prn|aux|nul|com\d|lpt\d)(\.|$|[\\/])/i
    .test(path.slice(2));
}

/** The real path of something, or the one that it would have if it were there. */
async function whereItLeads(path: string): Promise<{ real: string; missing: boolean }> {
  const missing: string[] = [];
  for (let there = path;;) {
    const real = await Deno.realPath(there).catch(() => undefined);
    if (real !== undefined) return { real: join(real, ...missing), missing: missing.length > 0 };
    // A link that leads nowhere is no missing name: writing there would follow it.
    const isLink = await Deno.lstat(there).then(() => true, () => false);
    const parent = dirname(there);
    if (isLink || parent === there || basename(there) === "..") throw refused(path);
    missing.unshift(basename(there));
    there = parent;
  }
}

/** Where a trusted folder is; undefined while it is not there, or cannot be told. */
async function realFolderOf(folder: () => string | Promise<string>): Promise<string | undefined> {
  try {
    return await Deno.realPath(await folder());
  } catch {
    return undefined;
  }
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
