const ENCODER = new TextEncoder();
const STRICT = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
/** How many bytes a UTF-8 sequence may have at most. */
const LONGEST = 4;

/**
 * The bytes of a path as the file system has them.
 *
 * A name that is no UTF-8 carries each byte that could not be read as a lone surrogate, U+DC80 to
 * U+DCFF: the convention of Python, so that both clients write the same manifests.
 */
export function pathBytes(path: string): Uint8Array<ArrayBuffer> {
  return encode(
    path,
    (unit) => unit >= 0xdc80 && unit <= 0xdcff ? [unit & 0xff] : threeBytes(unit),
  );
}

/** The bytes of a path as the hash cache has them: UTF-8, with lone surrogates passed through. */
export function cacheKeyBytes(path: string): Uint8Array<ArrayBuffer> {
  return encode(path, threeBytes);
}

/** The path that some bytes of the file system stand for; the inverse of {@linkcode pathBytes}. */
export function pathOfBytes(bytes: Uint8Array): string {
  try {
    return STRICT.decode(bytes);
  } catch {
    return decodeByPieces(bytes);
  }
}

function decodeByPieces(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length;) {
    const [piece, length] = pieceAt(bytes, at);
    text += piece;
    at += length;
  }
  return text;
}

function pieceAt(bytes: Uint8Array, at: number): [piece: string, length: number] {
  for (let length = 1; length <= LONGEST && at + length <= bytes.length; length++) {
    try {
      return [STRICT.decode(bytes.subarray(at, at + length)), length];
    } catch {
      // Not a whole sequence yet.
    }
  }
  return [String.fromCharCode(0xdc00 + bytes[at]), 1];
}

function encode(path: string, lone: (unit: number) => number[]): Uint8Array<ArrayBuffer> {
  if (path.isWellFormed()) return ENCODER.encode(path);
  const bytes: number[] = [];
  for (const character of path) {
    if (character.isWellFormed()) bytes.push(...ENCODER.encode(character));
    else bytes.push(...lone(character.charCodeAt(0)));
  }
  return new Uint8Array(bytes);
}

function threeBytes(unit: number): number[] {
  return [0xe0 | unit >> 12, 0x80 | unit >> 6 & 0x3f, 0x80 | unit & 0x3f];
}
