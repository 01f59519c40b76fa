/** Reads the text of a list parameter, JSON, into one text an item; undefined if it is no list. */
export function readList(text: string): string[] | undefined {
  if (text.trim() === "") return [];
  try {
    const value: unknown = JSON.parse(text);
    if (!Array.isArray(value)) return undefined;
    return value.map((item) => typeof item === "string" ? item : JSON.stringify(item));
  } catch {
    return undefined;
  }
}

/** Writes the items of a list parameter; a number that is none stays text, for its check to tell. */
export function writeList(type: string, items: readonly string[]): string {
  return JSON.stringify(items.map((item) => toItem(type, item)));
}

function toItem(type: string, text: string): unknown {
  switch (type) {
    case "LIST[INT]":
    case "LIST[FLOAT]": {
      const number = Number(text);
      return text.trim() !== "" && Number.isFinite(number) ? number : text;
    }
    case "LIST[BOOL]":
      return /^(true|yes|on|1)$/i.test(text);
    default:
      return text;
  }
}
