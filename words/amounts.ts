const NUMBER = new Intl.NumberFormat("en");
const UNITS = ["bytes", "KiB", "MiB", "GiB", "TiB", "PiB"];

/** `1,204`. */
export function formatNumber(value: number): string {
  return NUMBER.format(value);
}

/** `1 job`, `2 jobs`. */
export function formatCount(count: number, one: string, many = `${one}s`): string {
  return `${formatNumber(count)} ${count === 1 ? one : many}`;
}

/** `0 bytes`, `1 byte`, `12.3 KiB`, `4.0 GiB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return formatCount(Math.round(bytes), "byte");
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${value < 100 ? value.toFixed(1) : NUMBER.format(Math.round(value))} ${UNITS[unit]}`;
}
