import { crc32 } from "node:zlib";

/** A checksum that grows with the data. */
export interface RunningCrc {
  /** Takes the next bytes. */
  update(data: Uint8Array): void;
  /** The checksum so far, big-endian. */
  digest(): Uint8Array;
}

// The reflected polynomials, and how many bits each has.
const POLYNOMIALS = {
  CRC32: [0xedb88320n, 32n],
  CRC32C: [0x82f63b78n, 32n],
  CRC64NVME: [0x9a6c9329ac4bc9b5n, 64n],
} as const;

/** The cyclic checksums that the object store knows. */
export type CrcName = keyof typeof POLYNOMIALS;

/** Begins a checksum. */
export function startCrc(name: CrcName): RunningCrc {
  switch (name) {
    case "CRC32":
      return startCrc32();
    case "CRC32C":
      return startCrc32c();
    case "CRC64NVME":
      return startCrc64();
  }
}

/**
 * The checksum of two pieces of data from the checksum of each and the second's length in bytes,
 * without the data: the first is multiplied by x^(8 * length) and added to the second.
 */
export function combineCrcs(
  name: CrcName,
  first: Uint8Array,
  second: Uint8Array,
  secondLength: number,
): Uint8Array {
  const [polynomial, bits] = POLYNOMIALS[name];
  const one = 1n << (bits - 1n);
  const multiply = (a: bigint, b: bigint) => {
    let product = 0n;
    for (let bit = one; bit > 0n; bit >>= 1n) {
      if (a & bit) product ^= b;
      b = b & 1n ? (b >> 1n) ^ polynomial : b >> 1n;
    }
    return product;
  };
  let shift = one;
  let power = one >> 8n;
  for (let left = secondLength; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) shift = multiply(shift, power);
    power = multiply(power, power);
  }
  return toBytes(multiply(shift, toNumber(first)) ^ toNumber(second), first.length);
}

function startCrc32(): RunningCrc {
  let crc = 0;
  return {
    update: (data) => crc = crc32(data, crc),
    digest: () => toBytes(BigInt(crc), 4),
  };
}

let crc32cTable: Uint32Array | undefined;

function startCrc32c(): RunningCrc {
  const table = crc32cTable ??= Uint32Array.from(tableOf("CRC32C"), Number);
  let crc = 0xffffffff;
  return {
    update(data) {
      let value = crc;
      for (const byte of data) value = table[(value ^ byte) & 255]! ^ (value >>> 8);
      crc = value;
    },
    digest: () => toBytes(BigInt(~crc >>> 0), 4),
  };
}

let crc64Tables: { low: Uint32Array; high: Uint32Array } | undefined;

// In halves of 32 bits: numbers are many times faster than big integers.
function startCrc64(): RunningCrc {
  crc64Tables ??= {
    low: Uint32Array.from(tableOf("CRC64NVME"), (entry) => Number(entry & 0xffffffffn)),
    high: Uint32Array.from(tableOf("CRC64NVME"), (entry) => Number(entry >> 32n)),
  };
  const { low, high } = crc64Tables;
  let [l, h] = [0xffffffff, 0xffffffff];
  return {
    update(data) {
      for (const byte of data) {
        const at = (l ^ byte) & 255;
        l = ((l >>> 8) | (h << 24)) ^ low[at]!;
        h = (h >>> 8) ^ high[at]!;
      }
    },
    digest: () => toBytes(BigInt(~h >>> 0) << 32n | BigInt(~l >>> 0), 8),
  };
}

function tableOf(name: CrcName): bigint[] {
  const [polynomial] = POLYNOMIALS[name];
  return Array.from({ length: 256 }, (_, index) => {
    let entry = BigInt(index);
    for (let bit = 0; bit < 8; bit++) entry = entry & 1n ? (entry >> 1n) ^ polynomial : entry >> 1n;
    return entry;
  });
}

function toBytes(value: bigint, length: number): Uint8Array {
  return Uint8Array.from(
    { length },
    (_, at) => Number(value >> BigInt(8 * (length - 1 - at)) & 255n),
  );
}

function toNumber(bytes: Uint8Array): bigint {
  return bytes.reduce((value, byte) => value << 8n | BigInt(byte), 0n);
}
