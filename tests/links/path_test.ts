import { assertEquals, assertThrows } from "@std/assert";
import * as path from "@std/path";
import * as posix from "@std/path/posix";
import * as windows from "@std/path/windows";

Deno.test("paths are joined, split and compared by the rules of each platform", () => {
  assertEquals(posix.join("a", "..", "b", "./c"), "b/c");
  assertEquals(windows.join("C:\\a", "..", "b"), "C:\\b");
  assertEquals(posix.relative("/a/b", "/a/c/d"), "../c/d");
  assertEquals(windows.relative("C:\\a", "c:\\A\\b"), "b");
  assertEquals([posix.basename("/a/b.txt", ".txt"), posix.extname("b.tar.gz")], ["b", ".gz"]);
  assertEquals(posix.basename("/"), "/");
  assertEquals(windows.dirname("C:\\a\\b"), "C:\\a");
  assertEquals(posix.isAbsolute("C:/a"), false);
  assertEquals(windows.isAbsolute("C:/a"), true);
});

Deno.test("file URLs lead to paths and back", () => {
  assertEquals(posix.toFileUrl("/a b/50%.txt").href, "file:///a%20b/50%25.txt");
  assertEquals(posix.fromFileUrl("file:///a%20b/50%25.txt"), "/a b/50%.txt");
  assertEquals(windows.fromFileUrl("file:///C:/a%20b"), "C:\\a b");
  assertEquals(windows.toFileUrl("\\\\host\\share\\a").href, "file://host/share/a");
  assertEquals(posix.join(new URL("file:///a"), "b"), "/a/b");
  assertThrows(() => posix.toFileUrl("a"), TypeError, "absolute");
  assertThrows(() => posix.fromFileUrl("http://a/b"), TypeError, "file URL");
});

Deno.test("the folder that paths share is found", () => {
  assertEquals(posix.common(["/a/b/c", "/a/b/d"]), "/a/b/");
  assertEquals(posix.common(["/a", "b"]), "");
  assertEquals(windows.common(["C:\\a\\b", "C:\\a\\c"]), "C:\\a\\");
});

Deno.test("without a platform in its name, the module follows the machine", () => {
  const own = Deno.build.os === "windows" ? windows : posix;
  assertEquals(path.SEPARATOR, own.SEPARATOR);
  assertEquals(path.resolve("a"), own.resolve("a"));
});
