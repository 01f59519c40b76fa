/** A status or name of the API in words: `NOT_RESPONDING` as "Not responding". */
export function sentenceOf(name: string): string {
  const words = name.replaceAll("_", " ").toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
