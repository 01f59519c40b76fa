import { pathBytes, pathOfBytes } from "./path_bytes.ts";

/** What the C library can do that the platform's own file functions cannot. */
const SYMBOLS = {
  statx: { parameters: ["i32", "buffer", "i32", "u32", "buffer"], result: "i32" },
  open: { parameters: ["buffer", "i32"], result: "i32" },
  close: { parameters: ["i32"], result: "i32" },
  opendir: { parameters: ["buffer"], result: "pointer" },
  readdir: { parameters: ["pointer"], result: "pointer" },
  closedir: { parameters: ["pointer"], result: "i32" },
  realpath: { parameters: ["buffer", "buffer"], result: "pointer" },
  utimensat: { parameters: ["i32", "buffer", "buffer", "i32"], result: "i32" },
  mkdir: { parameters: ["buffer", "u32"], result: "i32" },
  // Not in every C library of this name.
  renameat2: {
    parameters: ["i32", "buffer", "i32", "buffer", "u32"],
    result: "i32",
    optional: true,
  },
} as const;

const AT_FDCWD = -100;
const AT_SYMLINK_NOFOLLOW = 0x100;
const STATX_BASIC_STATS = 0x7ff;
const O_CLOEXEC_NONBLOCK = 0o2004000;
/** A folder itself, never what a link leads to, and only to go on from it. */
const O_CLOEXEC_PATH_NOFOLLOW_DIRECTORY = 0o12600000;
const RENAME_NOREPLACE = 1;
const PATH_MAX = 4096;
/** Where the name begins in a 64-bit `struct dirent`. */
const NAME_OFFSET = 19;

/** The facts of a file, as `statx` gives them. */
export interface RawFacts {
  mode: number;
  size: number;
  inode: bigint;
  device: number;
  mtimeNs: bigint;
}

/** File functions with nanoseconds, and with names that are no UTF-8. */
export class Libc {
  readonly #symbols: Deno.DynamicLibrary<typeof SYMBOLS>["symbols"];
  readonly #buffer = new Uint8Array(256);
  readonly #view = new DataView(this.#buffer.buffer);

  /** Takes the functions of an opened library. */
  constructor(symbols: Deno.DynamicLibrary<typeof SYMBOLS>["symbols"]) {
    this.#symbols = symbols;
  }

  /** The facts of a file, links followed unless told; `undefined` if they cannot be had. */
  stat(path: string, { follow = true } = {}): RawFacts | undefined {
    const name = terminated(path);
    const flags = follow ? 0 : AT_SYMLINK_NOFOLLOW;
    if (this.#symbols.statx(AT_FDCWD, name, flags, STATX_BASIC_STATS, this.#buffer) !== 0) {
      return undefined;
    }
    const view = this.#view;
    return {
      mode: view.getUint16(28, true),
      size: Number(view.getBigUint64(40, true)),
      inode: view.getBigUint64(32, true),
      device: view.getUint32(136, true) * 2 ** 20 + view.getUint32(140, true),
      mtimeNs: view.getBigInt64(112, true) * 1_000_000_000n + BigInt(view.getUint32(120, true)),
    };
  }

  /** Opens a file to read, whatever bytes its name has; `undefined` if it cannot be opened. */
  open(path: string): Deno.FsFile | undefined {
    const descriptor = this.#symbols.open(terminated(path), O_CLOEXEC_NONBLOCK);
    if (descriptor < 0) return undefined;
    try {
      return Deno.openSync(`/proc/self/fd/${descriptor}`);
    } finally {
      this.#symbols.close(descriptor);
    }
  }

  /**
   * Opens a folder to go on from it by `/proc/self/fd/<descriptor>/<name>`, which stays the same
   * folder whatever becomes of its path; `undefined` if it is none, or a link to one.
   */
  openFolder(path: string): number | undefined {
    const descriptor = this.#symbols.open(terminated(path), O_CLOEXEC_PATH_NOFOLLOW_DIRECTORY);
    return descriptor < 0 ? undefined : descriptor;
  }

  /** Closes what {@linkcode openFolder} has opened. */
  close(descriptor: number): void {
    this.#symbols.close(descriptor);
  }

  /** Sets the times of a file, in microseconds since the epoch; tells whether it could. */
  setTimes(path: string, micros: number): boolean {
    const seconds = Math.floor(micros / 1e6);
    const time = [BigInt(seconds), BigInt(micros - seconds * 1e6) * 1000n];
    const times = new Uint8Array(new BigInt64Array([...time, ...time]).buffer);
    return this.#symbols.utimensat(AT_FDCWD, terminated(path), times, 0) === 0;
  }

  /** Makes a folder; tells whether it did. */
  makeFolder(path: string): boolean {
    return this.#symbols.mkdir(terminated(path), 0o777) === 0;
  }

  /**
   * Gives a file another name, in one step: in the place of a file that has it, or only if nothing
   * has; tells whether it did.
   */
  rename(from: string, to: string, { replace }: { replace: boolean }): boolean {
    const flags = replace ? 0 : RENAME_NOREPLACE;
    const [old, name] = [terminated(from), terminated(to)];
    return this.#symbols.renameat2?.(AT_FDCWD, old, AT_FDCWD, name, flags) === 0;
  }

  /** The names in a folder, whatever bytes they have; `undefined` if it cannot be listed. */
  list(folder: string): string[] | undefined {
    const handle = this.#symbols.opendir(terminated(folder));
    if (!handle) return undefined;
    const names: string[] = [];
    try {
      for (let entry; (entry = this.#symbols.readdir(handle));) {
        const length = new Deno.UnsafePointerView(entry).getUint16(16) - NAME_OFFSET;
        const bytes = Deno.UnsafePointerView.getArrayBuffer(entry, length, NAME_OFFSET);
        const name = textOf(new Uint8Array(bytes));
        if (name !== "." && name !== "..") names.push(name);
      }
    } finally {
      this.#symbols.closedir(handle);
    }
    return names;
  }

  /** The path with all links resolved; `undefined` if there is none. */
  resolve(path: string): string | undefined {
    const resolved = new Uint8Array(PATH_MAX);
    return this.#symbols.realpath(terminated(path), resolved) ? textOf(resolved) : undefined;
  }
}

function openLibc(): Libc | undefined {
  if (Deno.build.os !== "linux") return undefined;
  try {
    return new Libc(Deno.dlopen("libc.so.6", SYMBOLS).symbols);
  } catch {
    // No such library, or no permission: the platform's own functions do, to the millisecond.
    return undefined;
  }
}

function terminated(path: string): Uint8Array<ArrayBuffer> {
  const bytes = pathBytes(path);
  const whole = new Uint8Array(bytes.length + 1);
  whole.set(bytes);
  return whole;
}

function textOf(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return pathOfBytes(end < 0 ? bytes : bytes.subarray(0, end));
}

/** The C library, or `undefined` where there is none of this kind or it may not be used. */
export const libc: Libc | undefined = openLibc();
