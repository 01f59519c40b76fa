import { crc32 } from "node:zlib";

/** A file that goes into a zip file. */
export interface ZipEntry {
  /** Its name in the zip file, with `/` between the parts. */
  path: string;
  /** How many bytes it has. */
  size: number;
  /** When it was changed last. */
  modified: Date;
  /** Begins to read it. */
  open(signal: AbortSignal): Promise<ReadableStream<Uint8Array>>;
}

/** Files that are opened ahead of the one that is read: small ones would wait for each other. */
const AHEAD = 4;
/** What does not fit 32 or 16 bits stands in a record of its own. */
const MOST_32 = 0xffff_ffff;
const MOST_16 = 0xffff;

/** Names are UTF-8, and the checksum follows the file. */
const FLAGS = 0x0808;
const LOCAL = 0x0403_4b50;
const DESCRIPTOR = 0x0807_4b50;
const CENTRAL = 0x0201_4b50;
const END_64 = 0x0606_4b50;
const LOCATOR_64 = 0x0706_4b50;
const END = 0x0605_4b50;

/**
 * Streams files as a zip file, as they are: images and caches do not get smaller. It reads only as
 * fast as it is read, holds no file in memory, and stops to read as soon as nobody reads it.
 *
 * A file that does not have the size that was told, or cannot be read, breaks the stream off, so that
 * nobody takes half of it for the whole.
 */
export function zipStream(
  entries: Iterable<ZipEntry>,
  { signal }: { signal: AbortSignal },
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const stop = new AbortController();
  const source = write(entries, AbortSignal.any([signal, stop.signal]));
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await source.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    async cancel(reason) {
      stop.abort(reason);
      // Nobody is there to hear of an error while leaving.
      await source.return(undefined).catch(() => {});
    },
  }, { highWaterMark: 0 });
}

/** How many bytes {@linkcode zipStream} makes of these files. */
export function zipSize(entries: Iterable<Pick<ZipEntry, "path" | "size">>): number {
  let offset = 0;
  let directory = 0;
  let count = 0;
  for (const { path, size } of entries) {
    const name = new TextEncoder().encode(path).length;
    directory += 46 + name + TIME_EXTRA + extra64Size(size, offset);
    offset += 30 + name + TIME_EXTRA + (size >= MOST_32 ? 20 : 0) + size;
    offset += size >= MOST_32 ? 24 : 16;
    count++;
  }
  return offset + directory + (needs64(offset, directory, count) ? 56 + 20 : 0) + 22;
}

async function* write(
  entries: Iterable<ZipEntry>,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
  const written: { entry: ZipEntry; crc: number; offset: number }[] = [];
  let offset = 0;
  for await (const { entry, first, reader } of opened(entries, signal)) {
    const local = localHeader(entry);
    yield local;
    let crc = 0;
    let size = 0;
    for (let part = first; !part.done; part = await reader.read()) {
      size += part.value.length;
      if (size > entry.size) break;
      crc = crc32(part.value, crc);
      yield part.value as Uint8Array<ArrayBuffer>;
    }
    if (size !== entry.size) throw new Error(`"${entry.path}" has not the size that was told`);
    const descriptor = dataDescriptor(crc, size);
    yield descriptor;
    written.push({ entry, crc, offset });
    offset += local.length + size + descriptor.length;
  }
  let directory = 0;
  for (const one of written) {
    const record = centralHeader(one.entry, one.crc, one.offset);
    directory += record.length;
    yield record;
  }
  yield endOfDirectory(written.length, directory, offset);
}

/** A file that is being read, with its first bytes. */
interface Opened {
  entry: ZipEntry;
  reader: ReadableStreamDefaultReader<Uint8Array>;
  first: ReadableStreamReadResult<Uint8Array>;
}

/** The files, a few of them begun ahead; what is left over at the end is closed. */
async function* opened(
  entries: Iterable<ZipEntry>,
  signal: AbortSignal,
): AsyncGenerator<Opened, void> {
  const ahead: Promise<Opened>[] = [];
  const rest = entries[Symbol.iterator]();
  const begin = async (entry: ZipEntry): Promise<Opened> => {
    const stream = entry.size === 0 ? new Blob().stream() : await entry.open(signal);
    const reader = stream.getReader();
    return { entry, reader, first: await reader.read() };
  };
  const more = () => {
    for (let next; ahead.length < AHEAD && !(next = rest.next()).done;) {
      const file = begin(next.value);
      file.catch(() => {});
      ahead.push(file);
    }
  };
  let now: Opened | undefined;
  try {
    for (more(); ahead.length > 0; more()) yield now = await ahead.shift()!;
  } finally {
    now?.reader.cancel().catch(() => {});
    for (const file of ahead) file.then(({ reader }) => reader.cancel()).catch(() => {});
  }
}

function localHeader({ path, size, modified }: ZipEntry): Uint8Array<ArrayBuffer> {
  const large = size >= MOST_32;
  const record = new Record();
  record.u32(LOCAL).u16(large ? 45 : 20).u16(FLAGS).u16(0).dosTime(modified).u32(0);
  record.u32(large ? MOST_32 : size).u32(large ? MOST_32 : size);
  record.nameAndExtras(path, TIME_EXTRA + (large ? 20 : 0)).time(modified);
  if (large) record.u16(1).u16(16).u64(size).u64(size);
  return record.bytes();
}

function dataDescriptor(crc: number, size: number): Uint8Array<ArrayBuffer> {
  const record = new Record().u32(DESCRIPTOR).u32(crc);
  if (size >= MOST_32) return record.u64(size).u64(size).bytes();
  return record.u32(size).u32(size).bytes();
}

function centralHeader(
  { path, size, modified }: ZipEntry,
  crc: number,
  offset: number,
): Uint8Array<ArrayBuffer> {
  const large = size >= MOST_32;
  const far = offset >= MOST_32;
  const record = new Record();
  // Made on a system that knows modes: a plain file that its owner writes and all may read.
  record.u32(CENTRAL).u16(0x0300 | 45).u16(large || far ? 45 : 20).u16(FLAGS).u16(0);
  record.dosTime(modified).u32(crc).u32(large ? MOST_32 : size).u32(large ? MOST_32 : size);
  record.u16(new TextEncoder().encode(path).length).u16(TIME_EXTRA + extra64Size(size, offset));
  record.u16(0).u16(0).u16(0).u32((0o100644 << 16) >>> 0).u32(far ? MOST_32 : offset);
  record.text(path).time(modified);
  if (large || far) record.u16(1).u16(extra64Size(size, offset) - 4);
  if (large) record.u64(size).u64(size);
  if (far) record.u64(offset);
  return record.bytes();
}

function endOfDirectory(count: number, size: number, offset: number): Uint8Array<ArrayBuffer> {
  const record = new Record();
  if (needs64(offset, size, count)) {
    record.u32(END_64).u64(44).u16(0x0300 | 45).u16(45).u32(0).u32(0);
    record.u64(count).u64(count).u64(size).u64(offset);
    record.u32(LOCATOR_64).u32(0).u64(offset + size).u32(1);
  }
  record.u32(END).u16(0).u16(0);
  record.u16(Math.min(count, MOST_16)).u16(Math.min(count, MOST_16));
  record.u32(Math.min(size, MOST_32)).u32(Math.min(offset, MOST_32)).u16(0);
  return record.bytes();
}

function needs64(offset: number, directory: number, count: number): boolean {
  return offset >= MOST_32 || directory >= MOST_32 || count >= MOST_16;
}

function extra64Size(size: number, offset: number): number {
  const fields = (size >= MOST_32 ? 16 : 0) + (offset >= MOST_32 ? 8 : 0);
  return fields > 0 ? 4 + fields : 0;
}

/** The bytes of the exact time, to the second and without a time zone. */
const TIME_EXTRA = 9;

/** Little-endian numbers and texts, one after the other. */
class Record {
  readonly #parts: number[] = [];

  u16(value: number): this {
    this.#parts.push(value & 0xff, (value >>> 8) & 0xff);
    return this;
  }

  u32(value: number): this {
    return this.u16(value & MOST_16).u16(value >>> 16);
  }

  u64(value: number): this {
    return this.u32(value % 2 ** 32 >>> 0).u32(Math.floor(value / 2 ** 32));
  }

  text(value: string): this {
    this.#parts.push(...new TextEncoder().encode(value));
    return this;
  }

  nameAndExtras(name: string, extras: number): this {
    return this.u16(new TextEncoder().encode(name).length).u16(extras).text(name);
  }

  dosTime(date: Date): this {
    const year = Math.max(0, Math.min(127, date.getUTCFullYear() - 1980));
    const time = date.getUTCHours() << 11 | date.getUTCMinutes() << 5 | date.getUTCSeconds() >> 1;
    return this.u16(time).u16(year << 9 | (date.getUTCMonth() + 1) << 5 | date.getUTCDate());
  }

  time(date: Date): this {
    return this.u16(0x5455).u16(5).#u8(1).u32(Math.floor(date.getTime() / 1000) >>> 0);
  }

  bytes(): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#parts);
  }

  #u8(value: number): this {
    this.#parts.push(value);
    return this;
  }
}
