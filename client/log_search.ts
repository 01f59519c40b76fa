import type { LogLine } from "@/server/contract.ts";
import { stripAnsi } from "./ansi.ts";

/** Which lines hold `text`, case aside; their places in `lines`, rising. */
export function findLines(lines: readonly LogLine[], text: string): number[] {
  const wanted = text.toLowerCase();
  if (wanted === "") return [];
  const found: number[] = [];
  for (let i = 0; i < lines.length; i++) {
    if (stripAnsi(lines[i].text).toLowerCase().includes(wanted)) found.push(i);
  }
  return found;
}

/** A piece of text, and whether it is what was searched for. */
export interface MarkedText {
  text: string;
  hit: boolean;
}

/** Splits text at what was searched for. */
export function markHits(text: string, search: string): MarkedText[] {
  const wanted = search.toLowerCase();
  const lower = text.toLowerCase();
  // Some letters change their length in lower case; then places would not match.
  if (wanted === "" || lower.length !== text.length) return [{ text, hit: false }];
  const parts: MarkedText[] = [];
  let at = 0;
  for (let hit = lower.indexOf(wanted); hit >= 0; hit = lower.indexOf(wanted, at)) {
    if (hit > at) parts.push({ text: text.slice(at, hit), hit: false });
    at = hit + wanted.length;
    parts.push({ text: text.slice(hit, at), hit: true });
  }
  if (at < text.length) parts.push({ text: text.slice(at), hit: false });
  return parts;
}
