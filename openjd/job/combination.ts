/** How task parameters combine: one of them, every pairing of parts, or parts side by side. */
export type Combination =
  | { kind: "parameter"; name: string }
  | { kind: "product"; parts: Combination[] }
  | { kind: "association"; parts: Combination[] };

/**
 * Reads a combination expression, as `(Frame, Seed) * Camera`.
 *
 * @param expression The expression.
 * @param names The task parameters; each must occur exactly once.
 * @param options `notInAssociation` names a parameter that must not stand in parentheses.
 * @throws {SyntaxError} If the expression cannot be read or does not fit the names.
 */
export function parseCombination(
  expression: string,
  names: readonly string[],
  { notInAssociation }: { notInAssociation?: string | undefined } = {},
): Combination {
  const tokens = tokenize(expression);
  let position = 0;
  const seen = new Set<string>();

  function product(depth: number): Combination {
    const parts = [element(depth)];
    while (tokens[position] === "*") {
      position++;
      parts.push(element(depth));
    }
    return parts.length === 1 ? parts[0] : { kind: "product", parts };
  }

  function element(depth: number): Combination {
    const token = tokens[position++];
    if (token === undefined) throw new SyntaxError(`"${expression}" ends too early`);
    if (token === "(") return association(depth + 1);
    if (!/^\w/.test(token)) throw new SyntaxError(`"${token}" in "${expression}" is out of place`);
    if (!names.includes(token)) throw new SyntaxError(`"${token}" is not a task parameter`);
    if (seen.has(token)) throw new SyntaxError(`"${token}" occurs more than once`);
    if (token === notInAssociation && depth > 0) {
      throw new SyntaxError(`"${token}" is a CHUNK[INT] and cannot stand in parentheses`);
    }
    seen.add(token);
    return { kind: "parameter", name: token };
  }

  function association(depth: number): Combination {
    const parts = [product(depth)];
    while (tokens[position] === ",") {
      position++;
      parts.push(product(depth));
    }
    if (tokens[position++] !== ")") throw new SyntaxError(`"(" in "${expression}" is never closed`);
    if (parts.length === 1) {
      throw new SyntaxError(`parentheses in "${expression}" must hold more than one part`);
    }
    return { kind: "association", parts };
  }

  const combination = product(0);
  if (position < tokens.length) {
    throw new SyntaxError(`"${tokens[position]}" in "${expression}" is out of place`);
  }
  const missing = names.filter((name) => !seen.has(name));
  if (missing.length > 0) throw new SyntaxError(`"${expression}" leaves out ${missing.join(", ")}`);
  return combination;
}

function tokenize(expression: string): string[] {
  const tokens = expression.match(/[A-Za-z_][A-Za-z0-9_]*|\S/g) ?? [];
  const strange = tokens.find((token) => !/^([A-Za-z_]\w*|[*(),])$/.test(token));
  if (strange) throw new SyntaxError(`"${strange}" in "${expression}" is out of place`);
  return tokens;
}
