/**
 * The text of a header. Values arrive a byte a character; many clients write UTF-8, and sign that.
 */
export function headerText(value: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.from(value, "latin1"));
  } catch {
    return value;
  }
}
