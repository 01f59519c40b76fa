/** One line of output, or a piece of one that is very long. */
export interface OutputLine {
  /** The text, without its line break. */
  text: string;
  /** Whether it goes on from the piece before, because the line was too long for one. */
  continued: boolean;
}

/** Bytes after which a line is broken into pieces. */
const LONGEST_LINE = 64 * 1024;

/**
 * Divides bytes into lines of UTF-8 text. Memory stays bounded, whatever a program writes: a line
 * longer than 64 KiB comes in pieces.
 */
export async function* outputLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<OutputLine> {
  const buffer = new Uint8Array(LONGEST_LINE);
  const decoder = new TextDecoder();
  let length = 0;
  let continued = false;

  function take(end: number): OutputLine {
    const line = { text: decoder.decode(buffer.subarray(0, end)), continued };
    buffer.copyWithin(0, end, length);
    length -= end;
    return line;
  }

  for await (const chunk of chunks) {
    let position = 0;
    while (position < chunk.length) {
      const lineBreak = chunk.indexOf(10, position);
      const end = lineBreak === -1 ? chunk.length : lineBreak;
      const part = chunk.subarray(position, Math.min(end, position + LONGEST_LINE - length));
      buffer.set(part, length);
      length += part.length;
      position += part.length;
      if (position === lineBreak) {
        position++;
        if (length > 0 && buffer[length - 1] === 13) length--;
        yield take(length);
        length = 0;
        continued = false;
      } else if (length === LONGEST_LINE) {
        yield take(characterStart(buffer, length));
        continued = true;
      }
    }
  }
  if (length > 0) yield take(length);
}

/** The last place at or before `end` that does not lie inside a UTF-8 character. */
function characterStart(bytes: Uint8Array, end: number): number {
  for (let back = 1; back <= 4; back++) {
    const byte = bytes[end - back];
    if ((byte & 0xc0) === 0x80) continue;
    const width = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return width > back ? end - back : end;
  }
  return end;
}
