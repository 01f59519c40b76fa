import type { JSX } from "preact";
import type { StatusCounts } from "@/server/contract.ts";
import { BAR_ORDER, countKinds, totalOf } from "@/client/status.ts";

const WIDTH = 150;

/** Tasks by status, as a stacked bar. Drawn as SVG: the page's policy forbids style attributes. */
export function TaskBar(
  { counts, wide }: { counts: StatusCounts; wide?: boolean },
): JSX.Element {
  const kinds = countKinds(counts);
  const total = totalOf(counts) || 1;
  let x = 0;
  const parts = BAR_ORDER.filter((kind) => kinds[kind] > 0).map((kind) => {
    const width = kinds[kind] / total * WIDTH;
    const part = <rect key={kind} class={`bar-${kind}`} x={x} y="0" width={width} height="6" />;
    x += width;
    return part;
  });
  const said = BAR_ORDER.filter((kind) => kinds[kind] > 0).map((kind) => `${kinds[kind]} ${kind}`);
  return (
    <svg
      class={wide ? "bar-chart wide" : "bar-chart"}
      viewBox={`0 0 ${WIDTH} 6`}
      preserveAspectRatio="none"
      role="img"
      aria-label={said.join(", ") || "Nothing done yet"}
    >
      {parts}
    </svg>
  );
}

/** How far one piece of work is; without a fraction it only shows that something happens. */
export function WorkBar(
  { fraction, label }: { fraction: number | undefined; label: string },
): JSX.Element {
  const known = fraction !== undefined;
  const value = known ? Math.round(Math.min(1, Math.max(0, fraction)) * 100) : undefined;
  return (
    <svg
      class="bar-chart wide"
      viewBox="0 0 100 6"
      preserveAspectRatio="none"
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={value}
    >
      {known
        ? <rect class="bar-accent" x="0" y="0" width={value} height="6" />
        : <rect class="bar-unknown" x="0" y="0" width="25" height="6" />}
    </svg>
  );
}
