import { assert, assertEquals } from "@std/assert";
import { join, relative } from "@std/path";
import fc from "fast-check";
import {
  createManifest,
  DestinationError,
  DownloadSelection,
  includeFiles,
  type ManifestGroup,
  PathMapping,
} from "@deadline/client/attachments";
import { isWithin } from "../../../lib/attachments/download/_real_folders.ts";
import { pathParts } from "../../../lib/attachments/download/_path_parts.ts";
import { splitName } from "../../../lib/attachments/download/_put_in_place.ts";
import { newestOutputKeys } from "../../../lib/attachments/download/_output_keys.ts";

const RUNS = { seed: 20261125, numRuns: 500 };
/** Paths made of all that makes paths difficult. */
const nastyPath = fc.array(
  fc.constantFrom(
    "a",
    "b",
    ".",
    "..",
    "",
    "/",
    "//",
    "\\",
    "C:",
    "nul",
    "\0",
    "é",
    "…",
    "a.",
    " ",
    "con.txt",
  ),
  { maxLength: 8 },
).map((parts) => parts.join("/")).chain((path) =>
  fc.constantFrom(path, `/${path}`, path.replaceAll("/", "\\"))
);

function group(rootPath: string, paths: readonly string[]): ManifestGroup {
  const file = { hash: "99aa06d3014798d86001c324468d497f", size: 0, mtime: 0 };
  const unique = [...new Set(paths)].map((path) => ({ ...file, path }));
  return { rootPath, rootPathFormat: "posix", manifest: createManifest(unique) };
}

Deno.test("whatever a manifest names stays below its root, or is refused", () => {
  fc.assert(
    fc.property(nastyPath, (path) => {
      for (const format of ["posix", "windows"] as const) {
        const checked = pathParts(path, format);
        if (checked.problem) continue;
        assert(checked.parts.length > 0);
        for (const part of checked.parts) {
          assert(part !== "" && part !== "." && part !== ".." && !part.includes("/"));
          assert(!part.includes("\0"));
          if (format === "windows") assert(!/[\\:. ]$|[\\:]/.test(part));
        }
      }
      const root = "/some/root";
      try {
        for (const file of new DownloadSelection([group(root, [path])]).files()) {
          assert(isWithin(root, file.path) && file.path !== root, file.path);
        }
      } catch (error) {
        assert(error instanceof DestinationError);
      }
    }),
    RUNS,
  );
});

Deno.test("device names of Windows are refused with every extension, and names like them are not", () => {
  const bad = [
    "con",
    "NUL",
    "aux.txt",
    "COM1",
    "lpt9.tar.gz",
    "com¹",
    "prn ",
    "CON .txt",
    "a:b",
    "a?",
    "x.",
  ];
  const good = [
    "console",
    "null",
    "com10",
    "lpt",
    "auxiliary.txt",
    "conin",
    ".con",
    "a b",
    "x.con",
  ];
  for (const name of bad) assertEquals(pathParts(`a/${name}`, "windows").problem, "name", name);
  for (const name of good) assertEquals(pathParts(`a/${name}`, "windows").problem, undefined, name);
  for (const name of bad) assertEquals(pathParts(`a/${name}`, "posix").problem, undefined, name);
});

Deno.test("a name is its stem and its extension, and a copy never takes the name itself", () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, unit: "grapheme" }), (name) => {
      const { stem, suffix } = splitName(name);
      assertEquals(stem + suffix, name);
      assert(stem !== "" && (suffix === "" || /^\.[^.]+$/s.test(suffix)));
    }),
    RUNS,
  );
});

Deno.test("however roots are moved into each other, no file gets lost and no two share a path", () => {
  const files = fc.uniqueArray(fc.constantFrom("a", "b/a", "b/c", "c", "d/e/a"), { minLength: 1 });
  const roots = fc.tuple(files, files, files);
  const moves = fc.array(fc.tuple(fc.nat(2), fc.nat(2)), { maxLength: 4 });
  fc.assert(
    fc.property(roots, moves, (lists, moves) => {
      const groups = lists.map((paths, index) => group(`/root${index}`, paths));
      let selection = new DownloadSelection(groups);
      for (const [from, to] of moves) {
        if (selection.roots.some(({ originals }) => originals.includes(`/root${from}`))) {
          selection = selection.withRoot(`/root${from}`, `/root${to}`);
        }
      }
      const placed = selection.files().map(({ path }) => path);
      assertEquals(placed.length, lists.flat().length);
      assertEquals(new Set(placed).size, placed.length);
    }),
    RUNS,
  );
});

Deno.test("a mapped path stays below the destination of the deepest rule that knows it", () => {
  const folder = fc.array(fc.constantFrom("a", "b", "c"), { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(fc.array(folder, { maxLength: 4 }), folder, (sources, path) => {
      const rules = sources.map((source, index) => ({
        sourcePathFormat: "posix" as const,
        sourcePath: `/${source.join("/")}`,
        destinationPath: `/here/${index}`,
      }));
      const whole = `/${path.join("/")}`;
      const mapped = new PathMapping(rules).map(whole);
      const known = rules.filter(({ sourcePath }) => isWithin(sourcePath, whole));
      assertEquals(mapped === undefined, known.length === 0);
      if (!mapped) return;
      const deepest = Math.max(...known.map(({ sourcePath }) => sourcePath.length));
      const rule = known.findLast(({ sourcePath }) => sourcePath.length === deepest)!;
      const rest = relative(rule.sourcePath, whole);
      assertEquals(mapped, {
        path: join(rule.destinationPath, rest),
        within: rule.destinationPath,
      });
    }),
    RUNS,
  );
});

Deno.test("Windows paths are mapped whatever their case and slashes, and shares are no drives", () => {
  const rule = (sourcePath: string, destinationPath: string) => ({
    sourcePathFormat: "windows" as const,
    sourcePath,
    destinationPath,
  });
  const mapping = new PathMapping([rule("X:\\Shows", "/shows"), rule("\\\\nas\\pub\\a", "/pub")]);
  assertEquals(mapping.map("x:/SHOWS/One/two")?.path, "/shows/One/two");
  assertEquals(mapping.map("//NAS/pub/A/b")?.path, "/pub/b");
  assertEquals(mapping.map("X:\\Shows2\\a"), undefined);
  const posix = { ...rule("/a", "/b"), sourcePathFormat: "posix" as const };
  assertEquals(new PathMapping([posix]).map("//a/c"), undefined);
  assertEquals(new PathMapping([posix]).map("/A/c"), undefined);
});

Deno.test("of each task exactly the manifests of its newest action are taken", () => {
  const key = fc.record({
    step: fc.constantFrom("step-1", "step-2"),
    task: fc.constantFrom(undefined, "task-1", "task-2"),
    action: fc.constantFrom("2026-01-01_sessionaction-a-1", "2026-01-02_sessionaction-a-2"),
    root: fc.constantFrom("x_output", "y_output", "z_input"),
  });
  const prefix = "my-task-root/Manifests/farm/queue/job/";
  const keyOf = (
    { step, task, action, root }: { step: string; task?: string; action: string; root: string },
  ) => `${prefix}${step}/${task ? `${task}/` : ""}${action}/${root}`;
  fc.assert(
    fc.property(fc.uniqueArray(key, { selector: keyOf }), (keys) => {
      const expected = keys.filter((one) => {
        if (!one.root.includes("output")) return false;
        if (!one.task) return true;
        return !keys.some((other) =>
          other.step === one.step && other.task === one.task && other.root.includes("output") &&
          other.action > one.action
        );
      });
      assertEquals(newestOutputKeys(keys.map(keyOf), prefix), expected.map(keyOf));
    }),
    RUNS,
  );
});

Deno.test("a pattern in brackets never means a folder with brackets in its name", () => {
  assertEquals(includeFiles(["[a]/b"])("/root/[a]/b"), false);
  assertEquals(includeFiles(["[a]/b"])("/root/a/b"), true);
  assertEquals(includeFiles(["*.exr"])("/root/deep/er/a.exr"), true);
});
