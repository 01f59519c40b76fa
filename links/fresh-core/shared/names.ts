/** Hands out names that are identifiers, each once. */
export class UniqueNames {
  #taken = new Set<string>();

  /** An identifier like `wanted` that was not handed out yet. */
  take(wanted: string): string {
    const plain = wanted.replace(/[^\w$]+/g, "_");
    // Reserved words and globals end in no underscore, so an appended one keeps clear of them all.
    const base = /^\d/.test(plain) || isTaken(plain) ? `_${plain}` : plain;
    let name = base;
    for (let i = 1; this.#taken.has(name); i++) name = `${base}_${i}`;
    this.#taken.add(name);
    return name;
  }
}

/** Whether a name means something already. */
function isTaken(name: string): boolean {
  if (name in globalThis || ["document", "window", "Component"].includes(name)) return true;
  try {
    new Function(`"use strict"; let ${name};`);
    return false;
  } catch {
    return true;
  }
}
