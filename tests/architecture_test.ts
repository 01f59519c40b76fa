import { assertEquals } from "@std/assert";
import { dirname, fromFileUrl, join, relative } from "@std/path";

const ROOT = dirname(dirname(fromFileUrl(import.meta.url)));

/** The rooms of the house and the rooms that each may import from, itself aside. */
const ARROWS: Record<string, readonly string[]> = {
  "lib/task": [],
  "lib/wire": ["lib/task"],
  lib: ["lib/task", "lib/wire", "openjd", "openjd/parameters"],
  "openjd/parameters": [],
  openjd: ["openjd/parameters"],
  // The service stays free of the client library; its worker is a client like any other.
  "farm/worker": ["openjd", "lib/attachments", "lib/session"],
  farm: ["openjd", "openjd/parameters"],
  words: [],
  client: ["words", "lib/task", "lib/wire", "openjd/parameters", "components"],
  components: ["client", "words", "lib/task", "lib/wire", "islands"],
  islands: ["client", "components", "words", "lib/task", "lib/wire", "openjd"],
  routes: ["islands", "components", "client", "server", "lib", "lib/task", "lib/wire", "openjd"],
  server: ["words", "lib", "lib/task", "lib/wire", "openjd"],
  samples: [],
};

/** Packages by their room, longest name first. */
const PACKAGES: [string, string][] = [
  ["@deadline/client/task", "lib/task"],
  ["@deadline/client/wire", "lib/wire"],
  ["@deadline/client/attachments", "lib/attachments"],
  ["@deadline/client/session", "lib/session"],
  ["@deadline/client", "lib"],
  ["@deadline/openjd/parameters", "openjd/parameters"],
  ["@deadline/openjd", "openjd"],
  ["@deadline/farm", "farm"],
];

/** Modules that an island may import the types of, although it must not import the room. */
const TYPE_ONLY = /^import type |^export type .* from /;

async function* sources(folder: string): AsyncGenerator<string> {
  for await (const entry of Deno.readDir(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory) yield* sources(path);
    else if (/\.tsx?$/.test(entry.name)) yield path;
  }
}

function roomOf(path: string): string | undefined {
  const inside = relative(ROOT, path).replaceAll("\\", "/");
  if (inside.startsWith("..")) return undefined;
  return Object.keys(ARROWS).find((room) => inside === room || inside.startsWith(`${room}/`));
}

function roomOfSpecifier(specifier: string, from: string): string | undefined {
  for (const [name, room] of PACKAGES) {
    if (specifier === name || specifier.startsWith(`${name}/`)) return room;
  }
  if (specifier.startsWith("@/")) return roomOf(join(ROOT, specifier.slice(2)));
  if (specifier.startsWith(".")) return roomOf(join(dirname(from), specifier));
  return undefined;
}

/** Whether a room may import from another; who may import from a room may from the rooms in it. */
function isAllowed(from: string, to: string): boolean {
  return ARROWS[from].some((room) => to === room || to.startsWith(`${room}/`));
}

/** The import statements of a module, a line each, comments left out. */
function imports(text: string): { statement: string; specifier: string }[] {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");
  const found = code.matchAll(
    /^\s*((?:import\s|(?:import|export)\s[\w\s{},*$]*?\bfrom\s)["']([^"'\n]+)["'])|\bimport\(\s*["']([^"'\n]+)["']/gm,
  );
  return [...found].map(([all, statement, from, dynamic]) => ({
    statement: (statement ?? all).trim().replace(/\s+/g, " "),
    specifier: from ?? dynamic,
  }));
}

/** The folders that hold the rooms. */
const ROOMS = [
  "lib",
  "openjd",
  "farm",
  "words",
  "client",
  "components",
  "islands",
  "routes",
  "server",
];

Deno.test("rooms import only from the rooms that the design allows", async () => {
  const wrong: string[] = [];
  for (const room of ROOMS) {
    for await (const path of sources(join(ROOT, room))) {
      const from = roomOf(path)!;
      for (const { statement, specifier } of imports(await Deno.readTextFile(path))) {
        const to = roomOfSpecifier(specifier, path);
        if (!to || to === from || isAllowed(from, to)) continue;
        if (TYPE_ONLY.test(statement) && ["client", "components", "islands"].includes(from)) {
          continue;
        }
        wrong.push(`${relative(ROOT, path)} (${from}) imports ${specifier} (${to})`);
      }
    }
  }
  assertEquals(wrong, []);
});

Deno.test("lib/task imports nothing from outside itself", async () => {
  const outside: string[] = [];
  for await (const path of sources(join(ROOT, "lib/task"))) {
    for (const { specifier } of imports(await Deno.readTextFile(path))) {
      if (!specifier.startsWith("./")) outside.push(`${relative(ROOT, path)}: ${specifier}`);
    }
  }
  assertEquals(outside, []);
});

Deno.test("nothing outside links/ knows that links/ exists", async () => {
  const knowing: string[] = [];
  for (const room of ROOMS) {
    for await (const path of sources(join(ROOT, room))) {
      const specifiers = imports(await Deno.readTextFile(path)).map(({ specifier }) => specifier);
      if (specifiers.some((one) => /(^|\/)links\//.test(one))) knowing.push(relative(ROOT, path));
    }
  }
  assertEquals(knowing, []);
});

Deno.test("islands and what they share name no AWS package", async () => {
  const naming: string[] = [];
  for (const room of ["client", "components", "islands", "lib/task", "lib/wire"]) {
    const folder = join(ROOT, room);
    if (!await Deno.stat(folder).then(() => true, () => false)) continue;
    for await (const path of sources(folder)) {
      for (const { specifier } of imports(await Deno.readTextFile(path))) {
        if (/@aws-sdk|@smithy/.test(specifier)) {
          naming.push(`${relative(ROOT, path)}: ${specifier}`);
        }
      }
    }
  }
  assertEquals(naming, []);
});
