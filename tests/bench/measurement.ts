/** One line of the table: our figure beside a peer's, from the same run on the same machine. */
export interface Measurement {
  name: string;
  unit: string;
  ours: number;
  /** The peer's figure; absent where there is nothing to compare with. */
  peer?: number;
  peerName?: string;
  /** What the figure (without a peer) or the ratio (with one) should be at most. */
  atMost?: number;
}

/** Ours divided by the peer's; undefined without a peer. */
function ratioOf({ ours, peer }: Measurement): number | undefined {
  return peer === undefined ? undefined : ours / peer;
}

/** Whether a measurement is within what it should be; undefined where nothing is asked. */
function isMet(measurement: Measurement): boolean | undefined {
  if (measurement.atMost === undefined) return undefined;
  return (ratioOf(measurement) ?? measurement.ours) <= measurement.atMost;
}

/** The middle of some figures. */
export function median(figures: readonly number[]): number {
  return percentile(figures, 50);
}

/** The figure that `percent` of all are at or below. */
export function percentile(figures: readonly number[], percent: number): number {
  const sorted = figures.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * percent / 100) - 1)];
}

/** Milliseconds that `body` takes, each of `times` times, after one that does not count. */
export async function timings(times: number, body: () => unknown): Promise<number[]> {
  await body();
  const figures: number[] = [];
  for (let i = 0; i < times; i++) {
    const start = performance.now();
    await body();
    figures.push(performance.now() - start);
  }
  return figures;
}

/** The table, as text. */
export function table(measurements: readonly Measurement[]): string {
  const rows = [["what", "ours", "peer", "ratio", "at most", ""]];
  for (const one of measurements) {
    const met = isMet(one);
    rows.push([
      one.name,
      `${round(one.ours)} ${one.unit}`,
      one.peer === undefined ? "" : `${round(one.peer)} ${one.unit} (${one.peerName})`,
      round(ratioOf(one)),
      round(one.atMost),
      met === undefined ? "" : met ? "met" : "MISSED",
    ]);
  }
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows.map((row) => row.map((cell, i) => cell.padEnd(widths[i])).join("  ").trimEnd())
    .join("\n");
}

function round(figure: number | undefined): string {
  if (figure === undefined) return "";
  return figure >= 100 ? figure.toFixed(0) : figure.toPrecision(3);
}
