/** The URL pattern that the path of a route file stands for; groups in parentheses vanish unless they are kept. */
export function pathToPattern(path: string, options?: { keepGroups: boolean }): string {
  const parts = path.split("/");
  if (parts.at(-1) === "index") parts.pop();
  let pattern = "";
  let fixed = 0;
  for (const part of parts) {
    const rest = /^\[\.\.\.(.+)\]$/.exec(part);
    const optional = /^\[\[([^[\]]+)\]\]$/.exec(part);
    if (rest) pattern += `/:${rest[1]}*`;
    else if (optional) pattern += `{/:${optional[1]}}?`;
    else if (options?.keepGroups || !/^\(.*\)$/.test(part)) {
      pattern += `/${withParams(part, path)}`;
      fixed++;
    }
  }
  if (pattern === "") return "/";
  // A pattern has to start with a slash, even if all that follows may be left out.
  return fixed === 0 && pattern.startsWith("{/") ? pattern.replace("{/", "/{") : pattern;
}

function withParams(part: string, path: string): string {
  if (part.includes("][")) {
    throw new SyntaxError(
      `Invalid route pattern: "${path}". ` +
        `A parameter cannot be followed by another parameter without any characters in between.`,
    );
  }
  if (part.includes("[[") || part.includes("]]")) {
    throw new SyntaxError(
      `Invalid route pattern: "${path}". An optional parameter needs to be a full segment.`,
    );
  }
  const pattern = part.replace(/\[([^[\]]+)\]/g, ":$1");
  if (/[[\]]/.test(pattern)) throw new SyntaxError(`Invalid route pattern: "${path}"`);
  return pattern;
}

/** The folders that lead to a pattern, and its last segment if asked for. */
export function patternToSegments(pattern: string, includeLast: boolean): string[] {
  if (pattern === "/" || pattern === "*" || pattern === "/*") return [];
  const parts = pattern.replace(/\{[^}]*\}\??/g, "").replace(/^\//, "").split("/");
  const last = parts.pop();
  if (includeLast && last) parts.push(last);
  return parts;
}

/** A path below another one. */
export function mergePath(basePath: string, path: string, isMounting: boolean): string {
  const base = basePath.replace(/\*$/, "").replace(/^\/$/, "");
  if (path === "*") return base + (isMounting ? "" : "/*");
  return base + (base !== "" && path === "/" ? "" : path);
}
