/** Orders route files so that what surrounds comes first, and what is more certain to be meant comes earlier. */
export function compareRoutes(a: string, b: string): number {
  if (a === b) return 0;
  if (isApp(a) !== isApp(b)) return isApp(a) ? -1 : 1;
  const left = a.split("/").slice(1);
  const right = b.split("/").slice(1);
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const order = compareParts(left[i], right[i], i === left.length - 1, i === right.length - 1);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

function isApp(id: string): boolean {
  return /\/_app$/.test(id);
}

/** Middlewares, then other files with an underscore, errors, indices, names, groups, parameters, all the rest. */
function rank(part: string): number {
  if (part.startsWith("_m")) return 0;
  if (part.startsWith("_e")) return 2;
  if (part.startsWith("_")) return 1;
  if (part === "index") return 3;
  if (part.startsWith("(")) return 5;
  if (part.startsWith("[...")) return 7;
  if (part.startsWith("[")) return 6;
  return 4;
}

function compareParts(a: string, b: string, aIsFile: boolean, bIsFile: boolean): number {
  if (a === b) return Number(bIsFile) - Number(aIsFile);
  const order = rank(a) - rank(b);
  if (order !== 0) return order;
  return a < b ? -1 : 1;
}
