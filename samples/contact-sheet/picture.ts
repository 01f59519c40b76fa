/**
 * Makes variants of a picture, and a sheet of them all.
 *
 *     picture.ts tint NAME PICTURE FOLDER
 *     picture.ts sheet FOLDER
 *
 * @module
 */

/** A picture: three bytes a pixel, row by row. */
interface Picture {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array<ArrayBuffer>;
}

type Color = [red: number, green: number, blue: number];

const TINTS: Record<string, (color: Color) => Color> = {
  warm: ([red, green, blue]) => [red * 1.15 + 18, green * 1.02 + 4, blue * 0.78],
  cool: ([red, green, blue]) => [red * 0.78, green * 1.0, blue * 1.15 + 18],
  grey: ([red, green, blue]) => {
    const light = 0.299 * red + 0.587 * green + 0.114 * blue;
    return [light, light, light];
  },
  negative: ([red, green, blue]) => [255 - red, 255 - green, 255 - blue],
};

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

if (import.meta.main) await main(Deno.args);

async function main([command, ...args]: string[]): Promise<void> {
  if (command === "tint") await tint(args[0], args[1], args[2]);
  else if (command === "sheet") await sheet(args[0]);
  else fail(`"${command}" is no command: there are tint and sheet`);
}

async function tint(name: string, path: string, folder: string): Promise<void> {
  const change = TINTS[name] ?? fail(`"${name}" is no tint: there are ${Object.keys(TINTS)}`);
  const { width, height, pixels } = await readPng(path);
  console.log(`${path} has ${width} x ${height} pixels`);
  const tinted = new Uint8Array(pixels.length);
  for (let at = 0; at < pixels.length; at += 3) {
    const color = change([pixels[at], pixels[at + 1], pixels[at + 2]]);
    color.forEach((part, i) => tinted[at + i] = Math.max(0, Math.min(255, Math.round(part))));
  }
  await writePng(`${folder}/tint-${name}.png`, { width, height, pixels: tinted });
}

async function sheet(folder: string): Promise<void> {
  const names = [...Deno.readDirSync(folder)].map(({ name }) => name)
    .filter((name) => /^tint-.*\.png$/.test(name)).sort();
  if (names.length === 0) fail(`there are no pictures in ${folder}`);
  const pictures = await Promise.all(names.map((name) => readPng(`${folder}/${name}`)));
  const columns = Math.ceil(Math.sqrt(pictures.length));
  const rows = Math.ceil(pictures.length / columns);
  const cell = {
    width: Math.max(...pictures.map(({ width }) => width)),
    height: Math.max(...pictures.map(({ height }) => height)),
  };
  const [width, height] = [cell.width * columns, cell.height * rows];
  const pixels = new Uint8Array(width * height * 3).fill(255);
  pictures.forEach((picture, index) => {
    const left = index % columns * cell.width;
    const top = Math.floor(index / columns) * cell.height;
    for (let y = 0; y < picture.height; y++) {
      const row = picture.pixels.subarray(y * picture.width * 3, (y + 1) * picture.width * 3);
      pixels.set(row, ((top + y) * width + left) * 3);
    }
  });
  await writePng(`${folder}/sheet.png`, { width, height, pixels });
}

async function readPng(path: string): Promise<Picture> {
  const bytes = await Deno.readFile(path);
  const view = new DataView(bytes.buffer);
  if (SIGNATURE.some((byte, at) => bytes[at] !== byte)) fail(`${path} is no PNG image`);
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  const [depth, type, , , interlaced] = bytes.subarray(24, 29);
  const channels = type === 2 ? 3 : type === 6 ? 4 : 0;
  if (depth !== 8 || channels === 0 || interlaced) {
    fail(`${path} is not of 8-bit RGB, with or without alpha, and not interlaced`);
  }
  const packed: Uint8Array<ArrayBuffer>[] = [];
  for (let at = 8; at < bytes.length;) {
    const length = view.getUint32(at);
    const name = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (name === "IDAT") packed.push(bytes.slice(at + 8, at + 8 + length));
    at += 12 + length;
  }
  const stream = new Blob(packed).stream().pipeThrough(new DecompressionStream("deflate"));
  const rows = new Uint8Array(await new Response(stream).arrayBuffer());
  const pixels = new Uint8Array(width * height * 3);
  const stride = width * channels;
  let above = new Uint8Array(stride);
  for (let y = 0; y < height; y++) {
    const begin = y * (stride + 1);
    const row = rows.slice(begin + 1, begin + 1 + stride);
    unfilter(rows[begin], row, above, channels);
    for (let x = 0; x < width; x++) {
      pixels.set(row.subarray(x * channels, x * channels + 3), (y * width + x) * 3);
    }
    above = row;
  }
  return { width, height, pixels };
}

/** Takes back what a filter of PNG has done to a row. */
function unfilter(filter: number, row: Uint8Array, above: Uint8Array, channels: number): void {
  for (let at = 0; at < row.length; at++) {
    const left = at < channels ? 0 : row[at - channels];
    const corner = at < channels ? 0 : above[at - channels];
    const predicted = [0, left, above[at], (left + above[at]) >> 1, paeth(left, above[at], corner)];
    row[at] += predicted[filter];
  }
}

function paeth(left: number, above: number, corner: number): number {
  const distances = [left, above, corner].map((value) => Math.abs(left + above - corner - value));
  const least = Math.min(...distances);
  return [left, above, corner][distances.indexOf(least)];
}

async function writePng(path: string, { width, height, pixels }: Picture): Promise<void> {
  const rows = new Uint8Array(height * (1 + width * 3));
  for (let y = 0; y < height; y++) {
    rows.set(pixels.subarray(y * width * 3, (y + 1) * width * 3), y * (1 + width * 3) + 1);
  }
  const header = new DataView(new ArrayBuffer(13));
  header.setUint32(0, width);
  header.setUint32(4, height);
  header.setUint8(8, 8);
  header.setUint8(9, 2);
  const packed = new Blob([rows]).stream().pipeThrough(new CompressionStream("deflate"));
  const image = new Blob([
    new Uint8Array(SIGNATURE),
    chunk("IHDR", new Uint8Array(header.buffer)),
    chunk("IDAT", new Uint8Array(await new Response(packed).arrayBuffer())),
    chunk("IEND", new Uint8Array()),
  ]);
  const temporary = path.replace(/([^/]*)$/, ".$1.new");
  await Deno.writeFile(temporary, image.stream());
  await Deno.rename(temporary, path);
  console.log(`Wrote ${path}, ${image.size} bytes`);
  console.log("openjd_progress: 100");
}

function chunk(name: string, data: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(12 + data.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, data.length);
  bytes.set(new TextEncoder().encode(name), 4);
  bytes.set(data, 8);
  let crc = ~0;
  for (const byte of bytes.subarray(4, 8 + data.length)) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? 0xedb88320 ^ (crc >>> 1) : crc >>> 1;
  }
  view.setUint32(8 + data.length, ~crc);
  return bytes;
}

function fail(why: string): never {
  console.log(`openjd_fail: ${why}`);
  Deno.exit(1);
}
