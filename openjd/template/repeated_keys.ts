/**
 * Finds keys that occur twice in one object of a JSON text, which `JSON.parse` lets pass.
 *
 * @param json A text that `JSON.parse` accepts.
 * @returns The first such key and the line that it is on.
 */
export function findRepeatedKey(json: string): { key: string; line: number } | undefined {
  // One entry for each open bracket: the keys so far of an object, nothing for a list.
  const open: (Set<string> | undefined)[] = [];
  for (const match of json.matchAll(/("(?:[^"\\]|\\.)*")(\s*:)?|[{}[\]]/g)) {
    const [token, name, colon] = match;
    if (token === "{") open.push(new Set());
    else if (token === "[") open.push(undefined);
    else if (token === "}" || token === "]") open.pop();
    else if (colon) {
      const key: string = JSON.parse(name);
      const keys = open.at(-1);
      if (keys?.has(key)) return { key, line: json.slice(0, match.index).split("\n").length };
      keys?.add(key);
    }
  }
}
