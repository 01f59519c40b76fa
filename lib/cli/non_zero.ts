/** The counts that are not zero. */
export function nonZero<K extends string>(
  counts: Partial<Record<K, number>> = {},
): Record<string, number> {
  const entries = Object.entries<number | undefined>(counts);
  return Object.fromEntries(entries.filter((entry): entry is [string, number] => !!entry[1]));
}
