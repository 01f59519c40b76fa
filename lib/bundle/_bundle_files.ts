import { basename, dirname, join, relative, resolve } from "@std/path";
import type { DocumentType } from "@deadline/openjd";
import { dumpYaml } from "../yaml/dump_yaml.ts";

/** The documents of a bundle, without their extensions. */
const BUNDLE_DOCUMENTS: readonly string[] = [
  "template",
  "parameter_values",
  "asset_references",
  "hooks",
];

/** The extensions that a document of a bundle may have, and what they mean. */
export const EXTENSIONS: readonly [extension: string, type: DocumentType][] = [
  ["yaml", "YAML"],
  ["json", "JSON"],
];

/** Whether a directory has a template, so that it may be a job bundle. */
export async function isBundleDirectory(directory: string): Promise<boolean> {
  for (const [extension] of EXTENSIONS) {
    const info = await Deno.stat(join(directory, `template.${extension}`)).catch(() => undefined);
    if (info?.isFile) return true;
  }
  return false;
}

/** Writes a document of a bundle as the Python client does. */
export function formatDocument(content: unknown, type: DocumentType): string {
  if (type === "YAML") return dumpYaml(content);
  return JSON.stringify(content, null, 2).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** Writes a file under another name first, so that it is there whole or not at all. */
export async function writeWhole(
  path: string,
  text: string,
  signal?: AbortSignal | undefined,
): Promise<void> {
  const temporary = `${path}.${crypto.randomUUID()}.tmp`;
  try {
    await Deno.writeTextFile(temporary, text, { signal, createNew: true });
    await Deno.rename(temporary, path);
  } catch (error) {
    await Deno.remove(temporary).catch(() => {});
    throw error;
  }
}

/** Copies what lies in a bundle beside its documents; links stay links, as they lead inside. */
export async function copyOtherFiles(
  from: string,
  to: string,
  signal?: AbortSignal | undefined,
): Promise<void> {
  const documents = new Set(
    BUNDLE_DOCUMENTS.flatMap((name) => EXTENSIONS.map(([extension]) => `${name}.${extension}`)),
  );
  await copyTree(from, to, signal, (name) => !documents.has(name));
}

/** Copies what a directory holds into another one. */
export async function copyTree(
  from: string,
  to: string,
  signal?: AbortSignal | undefined,
  wanted: (name: string) => boolean = () => true,
): Promise<void> {
  for await (const entry of Deno.readDir(from)) {
    signal?.throwIfAborted();
    if (!wanted(entry.name)) continue;
    const [source, target] = [join(from, entry.name), join(to, basename(entry.name))];
    if (entry.isSymlink) await copyLink(source, target);
    else if (entry.isDirectory) {
      await Deno.mkdir(target);
      await copyTree(source, target, signal);
    } else if (entry.isFile) await Deno.copyFile(source, target);
  }
}

async function copyLink(source: string, target: string): Promise<void> {
  const { isDirectory } = await Deno.stat(source);
  const options = { type: isDirectory ? "dir" : "file" } as const;
  // An absolute link would lead to what was copied, not to the copy.
  const leadsTo = resolve(dirname(source), await Deno.readLink(source));
  await Deno.symlink(relative(dirname(source), leadsTo) || ".", target, options);
}
