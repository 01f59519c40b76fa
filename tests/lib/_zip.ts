/** An entry of a zip file, which may say of itself what is not true. */
export interface TestEntry {
  /** Its name, whatever it is. */
  name: string;
  /** Its bytes, or its text. */
  data?: string | Uint8Array<ArrayBuffer>;
  /** The size that the file tells, in place of the true one. */
  told?: number;
  /** The POSIX mode, with the kind of file. */
  mode?: number;
  /** Whether it says that it is encrypted. */
  encrypted?: boolean;
}

/** Makes a zip file by hand, as no honest program would. */
export async function zipOf(entries: readonly TestEntry[]): Promise<Uint8Array<ArrayBuffer>> {
  const [files, directory]: [number[][], number[][]] = [[], []];
  let offset = 0;
  for (const { name, data = "", told, mode, encrypted } of entries) {
    const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data;
    const packed = await deflate(bytes);
    const title = [...new TextEncoder().encode(name)];
    const flags = 0x800 | (encrypted ? 1 : 0);
    const facts = [
      ...u16(20, flags, 8, 0, 0x5a21),
      ...u32(crc32(bytes), packed.length, told ?? bytes.length),
      ...u16(title.length, 0),
    ];
    const local = [...u32(0x04034b50), ...facts, ...title, ...packed];
    directory.push([
      ...u32(0x02014b50),
      ...u16(0x031e),
      ...facts,
      ...u16(0, 0, 0),
      ...u32((((mode ?? 0o100644) << 16) >>> 0) | (name.endsWith("/") ? 0x10 : 0), offset),
      ...title,
    ]);
    files.push(local);
    offset += local.length;
  }
  const central = directory.flat();
  const end = [
    ...u32(0x06054b50),
    ...u16(0, 0, entries.length, entries.length),
    ...u32(central.length, offset),
    ...u16(0),
  ];
  return Uint8Array.from([...files.flat(), ...central, ...end]);
}

function u16(...values: number[]): number[] {
  return values.flatMap((value) => [value & 255, (value >> 8) & 255]);
}

function u32(...values: number[]): number[] {
  return values.flatMap((value) => u16(value & 0xffff, value >>> 16));
}

async function deflate(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const packed = new Blob([bytes]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  return await new Response(packed).bytes();
}

function crc32(bytes: Uint8Array): number {
  let sum = -1;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return ~sum >>> 0;
}
