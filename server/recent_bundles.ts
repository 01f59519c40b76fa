import { join } from "@std/path";

/** How many are remembered. */
const MOST = 20;

/** The bundles that were submitted last, newest first; kept in the console's own folder. */
export class RecentBundles {
  readonly #file: string;
  #turn: Promise<void> = Promise.resolve();

  /** Remembers in the folder `dataDir`. */
  constructor(dataDir: string) {
    this.#file = join(dataDir, "recent.json");
  }

  /** The paths, newest first. */
  async list(): Promise<string[]> {
    try {
      const saved: unknown = JSON.parse(await Deno.readTextFile(this.#file));
      return Array.isArray(saved) ? saved.filter((each) => typeof each === "string") : [];
    } catch {
      // None yet, or a file that somebody broke: nothing that anybody would miss.
      return [];
    }
  }

  /** Puts a bundle first. */
  add(path: string): Promise<void> {
    return this.#turn = this.#turn.then(async () => {
      const paths = [path, ...(await this.list()).filter((each) => each !== path)];
      const temporary = `${this.#file}.${crypto.randomUUID()}.tmp`;
      const text = JSON.stringify(paths.slice(0, MOST), undefined, 2);
      await Deno.writeTextFile(temporary, text, { mode: 0o600 });
      await Deno.rename(temporary, this.#file);
    });
  }
}
