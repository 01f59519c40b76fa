import * as path from "@std/path";

/** Elements that have to stay elements when the others become text, so that they can be changed. */
const KEPT = "a img source body html head title meta script link style base noscript template";

/**
 * The package that makes elements, as the configuration of the app says.
 *
 * @throws {Error} When it does not say, or has elements become text that have to stay elements.
 */
export async function readJsxImportSource(root: string): Promise<string> {
  const { file, options } = await findCompilerOptions(root);
  if (options.jsxImportSource === undefined) {
    throw new Error(`Option compilerOptions > jsxImportSource not set in: ${file}`);
  }
  const skipped = options.jsxPrecompileSkipElements ?? [];
  const missing = KEPT.split(" ").filter((name) => !skipped.includes(name));
  if (options.jsx === "precompile" && missing.length > 0) {
    throw new Error(
      `Expected option compilerOptions > jsxPrecompileSkipElements in ${file} to contain ` +
        missing.map((name) => `"${name}"`).join(", "),
    );
  }
  return options.jsxImportSource;
}

interface CompilerOptions {
  jsx?: string;
  jsxImportSource?: string;
  jsxPrecompileSkipElements?: string[];
}

async function findCompilerOptions(
  root: string,
): Promise<{ file: string; options: CompilerOptions }> {
  for (let dir = root;; dir = path.dirname(dir)) {
    for (const name of ["deno.json", "deno.jsonc"]) {
      const file = path.join(dir, name);
      const text = await Deno.readTextFile(file).catch(() => undefined);
      const options = text === undefined ? undefined : parseConfig(text).compilerOptions;
      if (options !== undefined) return { file, options };
    }
    if (dir === path.dirname(dir)) {
      throw new Error(`Could not find a deno.json with compilerOptions in ${root} or above it`);
    }
  }
}

/** Configuration may have comments and trailing commas. */
function parseConfig(text: string): { compilerOptions?: CompilerOptions } {
  const plain = text.replace(
    /("(?:\\.|[^"\\])*")|\/\/[^\n]*|\/\*[^]*?\*\/|,(?=\s*[}\]])/g,
    (_, string: string | undefined) => string ?? "",
  );
  return JSON.parse(plain);
}
