/** What a shared bundle's file ends in. */
export const ARCHIVE_EXTENSION = ".ojd";

/** What no system takes in a file's name, and what Windows does not take besides. */
// deno-lint-ignore no-control-regex -- they are what must not be there
const [UNSAFE, UNSAFE_ON_WINDOWS] = [/[/\0-\x1f\x7f]+/g, /[\\/:*?"<>|\0-\x1f\x7f]+/g];

/**
 * Makes a name that a shared bundle, and the folder it is downloaded to, can have.
 *
 * @throws {TypeError} if nothing is left of it, or it would lead elsewhere.
 */
export function safeBundleName(name: string): string {
  const safe = name.replace(Deno.build.os === "windows" ? UNSAFE_ON_WINDOWS : UNSAFE, "_");
  const leadsElsewhere = safe === "." || safe.split(/[/\\]/).includes("..");
  if (leadsElsewhere || /^_*$/.test(safe)) {
    throw new TypeError(`"${name}" cannot be the name of a shared bundle; choose another`);
  }
  return safe;
}

/** A name without the extension of archives. */
export function withoutExtension(name: string): string {
  return name.endsWith(ARCHIVE_EXTENSION) ? name.slice(0, -ARCHIVE_EXTENSION.length) : name;
}
