import { type BundleInfo, type BundleInfoParameter, INFO_LIMITS } from "./bundle_info.ts";

/** The most that a shared bundle's metadata may be; S3 takes 2,048 bytes, and some are left free. */
const BUDGET = 2048 - 256;
/** Bytes that S3 counts for each key besides its own, for `x-amz-meta-`. */
const KEY_COST = 12;
const [LONGEST_NAME, LONGEST_DESCRIPTION] = [256, 600];
const [WORD_START, WORD_END, CUT] = ["=?utf-8?b?", "?=", "..."];

/**
 * Writes what a bundle is as the metadata of its object, so that lists can show it without a
 * download. What is too long for S3 is cut and ends in `...`.
 */
export function toBundleMetadata(info: BundleInfo): Record<string, string> {
  const { description, steps, parameters } = info;
  const metadata: Record<string, string> = { "ojd-name": fit(oneLine(info.name), LONGEST_NAME) };
  if (description) metadata["ojd-desc"] = fit(oneLine(description), LONGEST_DESCRIPTION);
  if (steps.length > 0) metadata["ojd-step-count"] = String(steps.length);
  if (parameters.length > 0) metadata["ojd-param-count"] = String(parameters.length);
  const lists = [
    ["ojd-steps", oneLine(steps.join(","))],
    [
      "ojd-params",
      oneLine(parameters.map(({ name, type }) => `${name || "?"}:${type || "?"}`).join(",")),
    ],
  ].filter(([, text]) => text !== "");
  const used = Object.entries(metadata).reduce((sum, each) => sum + cost(each), 0);
  let left = BUDGET - used - lists.reduce((sum, [key]) => sum + cost([key, ""]), 0);
  for (const [index, [key, text]] of lists.entries()) {
    if (left <= 0) break;
    const share = Math.floor(left / (lists.length - index));
    metadata[key] = fit(text, share);
    left -= share;
  }
  return metadata;
}

/** Reads the metadata of a shared bundle; `undefined` if it has none of ours. */
export function fromBundleMetadata(
  metadata: Readonly<Record<string, string>>,
  path: string,
): BundleInfo | undefined {
  const read = (key: string) => decode(metadata[`ojd-${key}`] ?? "");
  const name = read("name");
  if (!name) return undefined;
  const parameters = read("params").split(",").slice(0, INFO_LIMITS.parameters)
    .flatMap((each): BundleInfoParameter[] => {
      const at = each.indexOf(":");
      return at < 0 ? [] : [{ name: each.slice(0, at), type: each.slice(at + 1) }];
    });
  return {
    path,
    name: name.slice(0, INFO_LIMITS.name),
    description: read("desc").slice(0, INFO_LIMITS.description),
    steps: read("steps").split(",").filter((step) => step !== "").slice(0, INFO_LIMITS.steps),
    parameters,
    totalSteps: countOf(metadata["ojd-step-count"]),
    totalParameters: countOf(metadata["ojd-param-count"]),
  };
}

function cost([key, value]: string[]): number {
  return KEY_COST + key.length + value.length;
}

/** A header is one line, and takes no control characters. */
function oneLine(text: string): string {
  // deno-lint-ignore no-control-regex -- they are what must not be there
  return text.replace(/[\s\0-\x1f\x7f-\x9f]+/g, " ").trim();
}

function isAscii(text: string): boolean {
  return /^[\0-\x7f]*$/.test(text);
}

/** A header takes ASCII only; other text becomes an encoded word of RFC 2047. */
function encode(text: string): string {
  if (isAscii(text)) return text;
  return WORD_START + new TextEncoder().encode(text).toBase64() + WORD_END;
}

/** Cuts a text so that it, encoded, has at most `limit` bytes. */
function fit(text: string, limit: number): string {
  const whole = encode(text);
  if (whole.length <= limit) return whole;
  if (limit <= CUT.length) return "";
  if (isAscii(text)) return text.slice(0, limit - CUT.length) + CUT;
  const wrapping = WORD_START.length + WORD_END.length + CUT.length;
  const bytes = Math.max(0, Math.floor((limit - wrapping) / 4)) * 3;
  return encode(cutBytes(text, bytes)) + CUT;
}

/** The beginning of a text that has at most so many bytes, with whole characters. */
function cutBytes(text: string, most: number): string {
  let [bytes, end] = [0, 0];
  for (const character of text) {
    bytes += new TextEncoder().encode(character).length;
    if (bytes > most) break;
    end += character.length;
  }
  return text.slice(0, end);
}

const WORD = /=\?([^?\s]+)\?([bq])\?([^?]*)\?=/gi;

/** Reads encoded words, ours and those of other programs; what is malformed stays as it is. */
function decode(text: string): string {
  // Blanks between two words only fold them.
  return text.replace(/\?=\s+(?==\?)/g, "?=").replace(WORD, (word, charset, kind, body) => {
    try {
      const bytes = kind.toLowerCase() === "b" ? Uint8Array.fromBase64(body) : unquote(body);
      return new TextDecoder(charset).decode(bytes);
    } catch {
      return word;
    }
  });
}

function unquote(text: string): Uint8Array<ArrayBuffer> {
  const spaced = text.replaceAll("_", " ");
  return Uint8Array.from(
    spaced.match(/=[0-9a-f]{2}|[\s\S]/gi) ?? [],
    (each) => each.length === 3 ? parseInt(each.slice(1), 16) : each.charCodeAt(0),
  );
}

function countOf(text: string | undefined): number | undefined {
  return text && /^\d+$/.test(text) ? Number(text) : undefined;
}
