/** Paths in an order, that need not be an array. */
export interface PathList extends Iterable<string> {
  /** How many there are. */
  readonly length: number;
  /** The path at a place. */
  at(index: number): string | undefined;
}

/** Rows after which a path is kept whole, so that finding one needs no more steps than this. */
const RESTART = 32;
/** Rows, and UTF-16 code units, that memory is taken for at once. */
const ROWS = 2 ** 12;
const UNITS = 2 ** 16;
/** The most that `String.fromCharCode` is given at once; longer paths are put together. */
const PIECE = 8192;

/** Where the rest of each path is, and how much of the path before it shares. */
interface Rows {
  places: Uint32Array;
  shared: Uint16Array;
  lengths: Uint16Array;
}

/**
 * Paths in some 40 bytes each, outside of the heap: each is kept as what it does not share with the
 * one before. They are code units, so that names that are no Unicode stay what they are.
 */
export class CompactPaths implements PathList {
  readonly #rows: Rows[] = [];
  readonly #units = [new Uint16Array(UNITS)];
  #free = 0;
  #length = 0;
  #last = "";
  #isAscending = true;

  /** Takes these paths, in their order. */
  static of(paths: Iterable<string>): CompactPaths {
    const list = new CompactPaths();
    for (const path of paths) list.push(path);
    return list;
  }

  /** How many there are. */
  get length(): number {
    return this.#length;
  }

  /** Whether each comes after the one before, by UTF-16 code units. */
  get isAscending(): boolean {
    return this.#isAscending;
  }

  /** Adds a path at the end. */
  push(path: string): void {
    const index = this.#length++;
    if (index > 0 && !(this.#last < path)) this.#isAscending = false;
    let shared = 0;
    if (index % RESTART !== 0) {
      const most = Math.min(path.length, this.#last.length, 0xffff);
      while (shared < most && path.charCodeAt(shared) === this.#last.charCodeAt(shared)) shared++;
    }
    const length = path.length - shared;
    if (length > 0xffff) throw new RangeError(`Cannot use a path of ${path.length} characters`);
    if (this.#free + length > UNITS) {
      this.#units.push(new Uint16Array(UNITS));
      this.#free = 0;
    }
    const units = this.#units.at(-1)!;
    for (let i = 0; i < length; i++) units[this.#free + i] = path.charCodeAt(shared + i);
    if (index % ROWS === 0) {
      const [shared, lengths] = [new Uint16Array(ROWS), new Uint16Array(ROWS)];
      this.#rows.push({ places: new Uint32Array(ROWS), shared, lengths });
    }
    const { places, shared: shares, lengths } = this.#rows.at(-1)!;
    places[index % ROWS] = (this.#units.length - 1) * UNITS + this.#free;
    shares[index % ROWS] = shared;
    lengths[index % ROWS] = length;
    this.#free += length;
    this.#last = path;
  }

  /** The path at a place. */
  at(index: number): string {
    const reader = new Reader(this.#rows, this.#units);
    for (let row = index - index % RESTART; row < index; row++) reader.read(row);
    return reader.read(index).text();
  }

  /** The paths, one after the other. */
  *[Symbol.iterator](): Generator<string> {
    const reader = new Reader(this.#rows, this.#units);
    for (let row = 0; row < this.#length; row++) yield reader.read(row).text();
  }
}

/** Puts paths together again; each needs the one before, unless it is kept whole. */
class Reader {
  readonly #rows: readonly Rows[];
  readonly #units: readonly Uint16Array[];
  #path = new Uint16Array(1024);
  #length = 0;

  constructor(rows: readonly Rows[], units: readonly Uint16Array[]) {
    this.#rows = rows;
    this.#units = units;
  }

  read(index: number): this {
    const { places, shared, lengths } = this.#rows[Math.floor(index / ROWS)];
    const [row, before, length] = [index % ROWS, shared[index % ROWS], lengths[index % ROWS]];
    this.#length = before + length;
    if (this.#length > this.#path.length) {
      const longer = new Uint16Array(this.#length * 2);
      longer.set(this.#path);
      this.#path = longer;
    }
    const start = places[row] % UNITS;
    const rest = this.#units[Math.floor(places[row] / UNITS)].subarray(start, start + length);
    this.#path.set(rest, before);
    return this;
  }

  text(): string {
    let text = "";
    for (let at = 0; at < this.#length; at += PIECE) {
      const end = Math.min(at + PIECE, this.#length);
      text += String.fromCharCode.apply(null, this.#path.subarray(at, end) as unknown as number[]);
    }
    return text;
  }
}
