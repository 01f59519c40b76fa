import type { AssetEntry } from "@/server/contract.ts";

/** A row of a list of attachments. */
export interface AssetRow extends AssetEntry {
  /** Names its row on the page. */
  id: string;
}

/**
 * The rows of one list: what the bundle names first, then what was added; added ones show at once,
 * before the server has told their sizes.
 */
export function assetRows(
  kind: AssetEntry["kind"],
  entries: readonly AssetEntry[],
  added: readonly string[],
): AssetRow[] {
  const own = entries.filter((entry) => entry.kind === kind && entry.auto);
  const known = new Map(
    entries.filter((entry) => entry.kind === kind && !entry.auto)
      .map((entry) => [entry.path, entry]),
  );
  const mine = added.map((path) => known.get(path) ?? { path, kind, auto: false });
  return [...own, ...mine].map((entry, index) => ({ ...entry, id: `${kind}-${index}` }));
}
