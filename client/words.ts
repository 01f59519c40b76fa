/** Names that keep their capitals. */
const CAPITALS: Record<string, string> = { aws: "AWS", s3: "S3", id: "id", dir: "folder" };

/** A status or name of the API in words: `NOT_RESPONDING` as "Not responding". */
export function sentenceOf(name: string): string {
  const words = name.toLowerCase().split("_").map((word) => CAPITALS[word] ?? word).join(" ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
