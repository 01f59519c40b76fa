import { dirname, join, relative, SEPARATOR } from "@std/path";
import type { DocumentType } from "@deadline/openjd";
import type { FileEntry, ZipReader } from "@zip.js/zip.js";
import { statfs } from "node:fs/promises";
import { EXTENSIONS } from "../_bundle_files.ts";
import { BundleError } from "../bundle_error.ts";

/** What an archive may hold, so that a hostile one cannot fill the disk or the memory. */
export interface ArchiveLimits {
  /** How many files and folders there are at most. */
  entries: number;
  /** Up to how many bytes any archive may grow. */
  bytes: number;
  /** Beyond that, to how many times its own size. */
  ratio: number;
}

/** The limits that hold. */
const LIMITS: ArchiveLimits = { entries: 100_000, bytes: 256 * 1024 * 1024, ratio: 200 };
const LARGEST_TEMPLATE = 16 * 1024 * 1024;
/** The kinds of files that POSIX modes tell. */
const [KIND, REGULAR, DIRECTORY] = [0o170000, 0o100000, 0o040000];
/** The dates of zip files begin here. */
const EARLIEST = new Date(1980, 0, 2);

/** Options for working with archives. */
export interface ArchiveOptions {
  /** Stops the work. */
  signal?: AbortSignal | undefined;
  /** Called with the bytes of files that were done, again and again. */
  onBytes?: ((bytes: number) => void) | undefined;
}

async function loadZip() {
  const zip = await import("@zip.js/zip.js");
  // The streams of the platform compress outside of the thread already.
  zip.configure({ useWebWorkers: false });
  return zip;
}

/**
 * Writes the files of a directory into an archive. Links and special files are left out.
 *
 * @throws The signal's reason, untouched, if it aborts.
 */
export async function writeArchive(
  directory: string,
  archive: string,
  options: ArchiveOptions & { onSkip?: ((path: string) => void) | undefined } = {},
): Promise<void> {
  const { signal, onBytes = () => {}, onSkip = () => {} } = options;
  const { ZipWriter } = await loadZip();
  const file = await Deno.open(archive, { write: true, createNew: true, mode: 0o600 });
  const writer = new ZipWriter(file.writable, { dataDescriptor: true, signal });
  try {
    for await (const path of filesBelow(directory, onSkip)) {
      signal?.throwIfAborted();
      using source = await Deno.open(path);
      const { mtime, mode } = await source.stat();
      const counted = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
        transform(chunk, controller) {
          onBytes(chunk.length);
          controller.enqueue(chunk);
        },
      });
      await writer.add(
        relative(directory, path).replaceAll(SEPARATOR, "/"),
        streamOf(source).pipeThrough(counted),
        {
          lastModDate: mtime && mtime > EARLIEST ? mtime : EARLIEST,
          unixMode: REGULAR | ((mode ?? 0o644) & 0o777),
        },
      );
    }
    await writer.close();
  } catch (error) {
    await file.writable.abort().catch(() => {});
    signal?.throwIfAborted();
    throw error;
  }
}

/** The bytes of a file that stays open. */
function streamOf(file: Deno.FsFile): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream({
    async pull(controller) {
      const buffer = new Uint8Array(256 * 1024);
      const length = await file.read(buffer);
      if (length === null) controller.close();
      else controller.enqueue(buffer.subarray(0, length));
    },
  }, { highWaterMark: 0 });
}

/** The regular files below a directory, in a fixed order. */
export async function* filesBelow(
  directory: string,
  onSkip: (path: string) => void = () => {},
): AsyncGenerator<string> {
  const entries = await Array.fromAsync(Deno.readDir(directory));
  entries.sort((a, b) => a.name < b.name ? -1 : 1);
  for (const { name, isFile, isDirectory } of entries) {
    const path = join(directory, name);
    if (isFile) yield path;
    else if (isDirectory) yield* filesBelow(path, onSkip);
    else onSkip(path);
  }
}

/**
 * Unpacks an archive into an empty directory. The limits are held against the bytes that really
 * come out, whatever the archive says of itself; nothing is written outside of the directory.
 *
 * @throws {BundleError} naming what is wrong with the archive.
 * @throws The signal's reason, untouched, if it aborts.
 */
export async function extractArchive(
  archive: string,
  directory: string,
  options: ArchiveOptions & {
    /** What errors call the archive. */
    name?: string | undefined;
    /** The limits. */
    limits?: ArchiveLimits | undefined;
  } = {},
): Promise<void> {
  const { signal, onBytes = () => {}, name = archive, limits = LIMITS } = options;
  const refuse = (reason: string, cause?: unknown): never => {
    throw new BundleError(name, reason, { cause });
  };
  await withReader(archive, name, signal, async (reader, size) => {
    const most = Math.max(limits.bytes, size * limits.ratio);
    const free = await freeBytes(directory);
    let [bytes, count] = [0, 0];
    for await (const entry of reader.getEntriesGenerator()) {
      signal?.throwIfAborted();
      if (++count > limits.entries) refuse(`it has more than ${limits.entries} entries`);
      const path = join(directory, ...safeParts(entry.filename, refuse));
      checkKind(entry, refuse);
      const twice = (error: unknown) => {
        if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
        return refuse(`it has two entries "${entry.filename}"`);
      };
      const folder = entry.directory ? path : dirname(path);
      await Deno.mkdir(folder, { recursive: true }).catch(twice);
      if (entry.directory) continue;
      const file = await Deno.open(path, { write: true, createNew: true, mode: modeOf(entry) })
        .catch(twice);
      await inflate(entry, file.writable, signal, (length) => {
        bytes += length;
        if (bytes > most) refuse(`it grows beyond ${most} bytes, as a zip bomb would`);
        if (bytes > free) refuse(`there is no room for it in "${directory}"`);
        onBytes(length);
      });
    }
  });
}

/**
 * Reads the template of an archive without unpacking the rest.
 *
 * @throws {BundleError} if it is no archive, or has no template.
 * @throws The signal's reason, untouched, if it aborts.
 */
export async function readTemplateOfArchive(
  archive: string,
  { signal }: ArchiveOptions = {},
): Promise<{ text: string; type: DocumentType }> {
  return await withReader(archive, archive, signal, async (reader) => {
    let found: { entry: FileEntry; type: DocumentType; rank: number } | undefined;
    let count = 0;
    for await (const entry of reader.getEntriesGenerator()) {
      if (++count > LIMITS.entries) {
        throw new BundleError(archive, `it has more than ${LIMITS.entries} entries`);
      }
      const parts = entry.filename.split("/");
      const at = EXTENSIONS.findIndex(([extension]) => `template.${extension}` === parts.at(-1));
      if (entry.directory || at < 0) continue;
      // YAML comes before JSON, and what lies higher before what lies deeper.
      const rank = at * LIMITS.entries + parts.length;
      if (!found || rank < found.rank) found = { entry, type: EXTENSIONS[at][1], rank };
    }
    if (!found) throw new BundleError(archive, "it has no template.yaml or template.json");
    let bytes = 0;
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
    const text = new Response(readable as ReadableStream<Uint8Array<ArrayBuffer>>).text();
    text.catch(() => {});
    await inflate(found.entry, writable, signal, (length) => {
      bytes += length;
      if (bytes > LARGEST_TEMPLATE) {
        throw new BundleError(archive, `its template has more than ${LARGEST_TEMPLATE} bytes`);
      }
    });
    return { text: await text, type: found.type };
  });
}

async function withReader<T>(
  archive: string,
  name: string,
  signal: AbortSignal | undefined,
  body: (reader: ZipReader<unknown>, size: number) => Promise<T>,
): Promise<T> {
  const { Reader, ZipReader } = await loadZip();
  using file = await Deno.open(archive);
  const { size } = await file.stat();
  class FileReader extends Reader<Deno.FsFile> {
    override size = size;
    override async readUint8Array(index: number, length: number): Promise<Uint8Array> {
      const bytes = new Uint8Array(Math.max(0, Math.min(length, size - index)));
      await file.seek(index, Deno.SeekMode.Start);
      for (let at = 0; at < bytes.length;) {
        const read = await file.read(bytes.subarray(at));
        if (read === null) return bytes.subarray(0, at);
        at += read;
      }
      return bytes;
    }
  }
  const reader = new ZipReader(new FileReader(file), {
    signal,
    checkSignature: true,
    // Names are checked here, so that errors name them.
    filenameValidation: "tolerant",
  });
  try {
    return await body(reader, size);
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof BundleError || isOfTheSystem(error)) throw error;
    const reason = `it is not a valid .ojd archive (${(error as Error).message})`;
    throw new BundleError(name, reason, { cause: error });
  } finally {
    await reader.close().catch(() => {});
  }
}

function isOfTheSystem(error: unknown): boolean {
  return Object.values(Deno.errors).some((kind) => error instanceof kind);
}

/** Inflates an entry; `check` sees the bytes before they are written, and may throw. */
async function inflate(
  entry: FileEntry,
  writable: WritableStream<Uint8Array>,
  signal: AbortSignal | undefined,
  check: (length: number) => void,
): Promise<void> {
  let refused: { error: unknown } | undefined;
  const guard = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      try {
        check(chunk.length);
      } catch (error) {
        refused = { error };
        throw error;
      }
      controller.enqueue(chunk);
    },
  });
  const written = guard.readable.pipeTo(writable);
  written.catch(() => {});
  try {
    await entry.getData(guard.writable, { signal, checkSignature: true });
    await written;
  } catch (error) {
    await guard.writable.abort(error).catch(() => {});
    await written.catch(() => {});
    throw refused ? refused.error : error;
  }
}

/** The parts of an entry's path, none of which leads elsewhere. */
function safeParts(filename: string, refuse: (reason: string) => never): string[] {
  const parts = filename.split(Deno.build.os === "windows" ? /[/\\]/ : "/");
  const isAbsolute = /^[/\\]|^[A-Za-z]:/.test(filename);
  if (isAbsolute || filename.includes("\0") || filename.split(/[/\\]/).includes("..")) {
    refuse(`its entry "${filename}" leads out of it`);
  }
  return parts.filter((part) => part !== "" && part !== ".");
}

function checkKind(
  { filename, encrypted, symlink, unixMode = 0 }: {
    filename: string;
    encrypted: boolean;
    symlink?: boolean | undefined;
    unixMode?: number | undefined;
  },
  refuse: (reason: string) => never,
): void {
  if (encrypted) refuse(`its entry "${filename}" is encrypted`);
  const kind = unixMode & KIND;
  if (symlink || ![0, REGULAR, DIRECTORY].includes(kind)) {
    refuse(`its entry "${filename}" is a link or a special file`);
  }
}

/** Scripts stay executable; no other rights are taken over. */
function modeOf({ unixMode = 0 }: { unixMode?: number | undefined }): number {
  return (unixMode & 0o111) !== 0 ? 0o777 : 0o666;
}

async function freeBytes(directory: string): Promise<number> {
  try {
    const { bavail, bsize } = await statfs(directory);
    return bavail * bsize;
  } catch {
    // Not every system can tell.
    return Infinity;
  }
}
