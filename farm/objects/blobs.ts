import { join } from "@std/path";

/** A piece of an object: a whole file of the store. */
export interface Segment {
  readonly blob: string;
  /** Bytes. */
  readonly size: number;
}

const BUFFER = 256 * 1024;

/**
 * The files of the object store. A file is written in `incoming/`, and moves to `blobs/` once the
 * database names it; names are random, so no key ever reaches the file system.
 */
export class Blobs {
  readonly #incoming: string;
  readonly #settled: string;
  readonly #readers = new Map<string, number>();

  /** Opens or makes the two folders. */
  constructor(folder: string) {
    this.#incoming = join(folder, "incoming");
    this.#settled = join(folder, "blobs");
    Deno.mkdirSync(this.#incoming, { recursive: true, mode: 0o700 });
    Deno.mkdirSync(this.#settled, { recursive: true, mode: 0o700 });
  }

  /** Writes data to a new file. If the data ends in an error, nothing of it stays. */
  async receive(data: AsyncIterable<Uint8Array>): Promise<Segment> {
    const blob = crypto.randomUUID().replaceAll("-", "");
    let size = 0;
    try {
      using file = await Deno.open(this.#arriving(blob), {
        write: true,
        createNew: true,
        mode: 0o600,
      });
      for await (const chunk of data) {
        for (let at = 0; at < chunk.length;) at += await file.write(chunk.subarray(at));
        size += chunk.length;
      }
    } catch (error) {
      await this.discard(blob);
      throw error;
    }
    return { blob, size };
  }

  /** Moves a file that the database has come to name to its place, within the same turn. */
  settle(blob: string): void {
    const path = this.#path(blob);
    try {
      Deno.renameSync(this.#arriving(blob), path);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
      Deno.mkdirSync(join(this.#settled, blob.slice(0, 2)), { recursive: true, mode: 0o700 });
      Deno.renameSync(this.#arriving(blob), path);
    }
  }

  /** Removes a file that was received and will not be named. */
  async discard(blob: string): Promise<void> {
    await removeIfThere(this.#arriving(blob));
  }

  /** Removes a settled file; false if somebody still reads it. */
  remove(blob: string): boolean {
    if (this.#readers.has(blob)) return false;
    try {
      Deno.removeSync(this.#path(blob));
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
    return true;
  }

  /** After a sudden end: settles the files that the database names, removes all others. */
  recover(isNamed: (blob: string) => boolean): void {
    for (const { name } of Deno.readDirSync(this.#incoming)) {
      if (isNamed(name)) this.settle(name);
      else Deno.removeSync(join(this.#incoming, name));
    }
  }

  /**
   * The bytes from `start` up to, without, `end` of segments laid end to end. Their files stay
   * until the stream ends or is cancelled, even if the object is replaced meanwhile.
   */
  read(
    segments: readonly Segment[],
    start: number,
    end: number,
  ): ReadableStream<Uint8Array<ArrayBuffer>> {
    const release = this.#hold(segments);
    const chunks = this.#chunks(segments, start, end);
    return new ReadableStream({
      async pull(controller) {
        try {
          const { done, value } = await chunks.next();
          if (!done) return controller.enqueue(value);
        } catch (error) {
          release();
          throw error;
        }
        release();
        controller.close();
      },
      async cancel() {
        await chunks.return();
        release();
      },
    }, { highWaterMark: 0 });
  }

  async *#chunks(
    segments: readonly Segment[],
    start: number,
    end: number,
  ): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
    let offset = 0;
    for (const { blob, size } of segments) {
      const from = Math.max(start - offset, 0);
      const to = Math.min(end - offset, size);
      offset += size;
      if (from < to) yield* readFile(this.#path(blob), from, to);
    }
  }

  /** Keeps the files of segments from being removed until the returned function is called. */
  #hold(segments: readonly Segment[]): () => void {
    for (const { blob } of segments) this.#readers.set(blob, (this.#readers.get(blob) ?? 0) + 1);
    return () => {
      for (const { blob } of segments) {
        const left = this.#readers.get(blob)! - 1;
        if (left > 0) this.#readers.set(blob, left);
        else this.#readers.delete(blob);
      }
    };
  }

  #arriving(blob: string): string {
    return join(this.#incoming, blob);
  }

  // In 256 folders, so that none has to hold a million files.
  #path(blob: string): string {
    return join(this.#settled, blob.slice(0, 2), blob);
  }
}

async function* readFile(
  path: string,
  from: number,
  to: number,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
  using file = await Deno.open(path);
  if (from > 0) await file.seek(from, Deno.SeekMode.Start);
  for (let left = to - from; left > 0;) {
    const buffer = new Uint8Array(Math.min(BUFFER, left));
    const count = await file.read(buffer);
    if (count === null) {
      throw new Error(`Cannot read "${path}": ${left} bytes are missing at its end`);
    }
    left -= count;
    yield buffer.subarray(0, count);
  }
}

async function removeIfThere(path: string): Promise<void> {
  try {
    await Deno.remove(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
