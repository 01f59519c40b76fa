import type { JSX } from "preact";
import type { OperationBar } from "@/server/contract.ts";
import { formatDuration } from "@/client/format.ts";
import { formatBytes, formatNumber } from "@/words/amounts.ts";
import { WorkBar } from "./ProgressBar.tsx";

/** How far an operation is with its files, a line a stage: bar, files, bytes, rate, time left. */
export function OperationBars({ bars }: { bars: readonly OperationBar[] }): JSX.Element {
  return (
    <dl class="operation-bars">
      {bars.map((bar) => (
        <div key={bar.id}>
          <dt>{bar.label}</dt>
          <dd>
            <WorkBar fraction={fractionOf(bar)} label={bar.label} />
            <span class="number">{wordsOf(bar)}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}

function fractionOf({ bytes, totalBytes, files, totalFiles }: OperationBar): number {
  if (totalBytes > 0) return bytes / totalBytes;
  return totalFiles > 0 ? files / totalFiles : 1;
}

function wordsOf(bar: OperationBar): string {
  const { files, totalFiles, bytes, totalBytes, skippedFiles, bytesPerSecond, secondsLeft } = bar;
  const parts = [
    `${formatNumber(files)} of ${formatNumber(totalFiles)} files`,
    `${formatBytes(bytes)} of ${formatBytes(totalBytes)}`,
  ];
  if (skippedFiles) parts.push(`${formatNumber(skippedFiles)} there already`);
  if (files < totalFiles) {
    if (bytesPerSecond) parts.push(`${formatBytes(bytesPerSecond)}/s`);
    if (secondsLeft !== undefined) parts.push(`${formatDuration(secondsLeft * 1000)} left`);
  }
  return parts.join(" · ");
}
