import { internalsOf } from "../app/internals.ts";
import type { Middleware } from "../app/middleware.ts";
import { CACHE_KEY } from "../shared/asset.ts";
import { BUILD_ID } from "../shared/build_id.ts";

/** Serves the files of the static folder and the scripts of islands. */
export function staticFiles<T>(): Middleware<T> {
  return async function staticFilesMiddleware(ctx) {
    const { req, url, config } = ctx;
    const pathname = filePath(url.pathname, config.basePath);
    if (pathname === undefined) return await ctx.next();
    const file = pathname === "/" ? null : await internalsOf(ctx).buildCache.readFile(pathname);
    if (file === null) {
      // Browsers ask for it with every page, and a rendered error page would be a waste.
      if (pathname === "/favicon.ico") return new Response(null, { status: 404 });
      return await ctx.next();
    }
    if (req.method !== "GET" && req.method !== "HEAD") {
      file.close();
      return new Response("Method Not Allowed", { status: 405 });
    }
    const cacheKey = url.searchParams.get(CACHE_KEY);
    if (cacheKey !== null && cacheKey !== BUILD_ID) {
      file.close();
      url.searchParams.delete(CACHE_KEY);
      const location = url.pathname + url.search;
      return new Response(null, { status: 307, headers: { location } });
    }

    const headers = new Headers({ "Content-Type": file.contentType, vary: "If-None-Match" });
    const settled = config.mode !== "development";
    if (settled && file.hash !== null) {
      const asked = req.headers.get("If-None-Match");
      if (asked === file.hash || asked === `W/"${file.hash}"`) {
        file.close();
        return new Response(null, { status: 304, headers });
      }
      headers.set("Etag", `W/"${file.hash}"`);
    }
    const lasting = cacheKey === BUILD_ID || file.immutable ||
      url.pathname.startsWith(`${config.basePath}/_fresh/js/${BUILD_ID}/`);
    headers.set(
      "Cache-Control",
      settled && lasting
        ? "public, max-age=31536000, immutable"
        : "no-cache, no-store, max-age=0, must-revalidate",
    );
    headers.set("Content-Length", String(file.size));
    if (req.method === "HEAD") {
      file.close();
      return new Response(null, { headers });
    }
    return new Response(file.readable as BodyInit, { headers });
  };
}

/** The path below the base path, each part encoded in one way; undefined when it cannot be decoded. */
function filePath(pathname: string, basePath: string): string | undefined {
  const path = pathname === basePath ? "/" : pathname.slice(basePath.length);
  try {
    const parts = decodeURIComponent(path).split("/").filter((it) => it !== "");
    return `/${parts.map(encodeURIComponent).join("/")}`;
  } catch {
    return undefined;
  }
}
