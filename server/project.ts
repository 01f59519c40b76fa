import { fromFileUrl, join } from "@std/path";

/** The project's own folder. */
export function projectDirectory(): string {
  return fromFileUrl(new URL("..", import.meta.url)).replace(/[\\/]$/, "");
}

/** The folder of the sample bundles. */
export function samplesDirectory(): string {
  return join(projectDirectory(), "samples");
}
