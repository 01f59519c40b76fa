/** The query parameter that says which build an asset is wanted of. */
export const CACHE_KEY = "__frsh_c";

/** An origin that no asset can have, to tell paths from URLs. */
const NOWHERE = "https://asset.invalid";

/** The path of an asset of one build, which may be cached for ever; anything but a path is returned as it is. */
export function lockAsset(path: string, buildId: string): string {
  if (!path.startsWith("/") || path.startsWith("//")) return path;
  const url = URL.parse(path, NOWHERE);
  if (url === null || url.origin !== NOWHERE || url.searchParams.has(CACHE_KEY)) return path;
  url.searchParams.set(CACHE_KEY, buildId);
  return url.pathname + url.search + url.hash;
}

/** Does as {@linkcode lockAsset} for each path in a `srcset`; what is not understood stays as it is. */
export function lockSrcSet(srcset: string, buildId: string): string {
  const candidates = srcset.split(",");
  if (srcset.includes("(") || candidates.some((it) => it.trim() === "")) return srcset;
  return candidates
    .map((it) => it.replace(/^(\s*)(\S+)/, (_, space, path) => space + lockAsset(path, buildId)))
    .join(",");
}

/** Locks the assets that an image names, unless it says not to. */
export function lockImage(
  vnode: { type: unknown; props: object },
  buildId: string,
): void {
  if (vnode.type !== "img" && vnode.type !== "source") return;
  const props = vnode.props as Record<string, unknown>;
  if (props["data-fresh-disable-lock"]) return;
  if (typeof props.src === "string") props.src = lockAsset(props.src, buildId);
  if (typeof props.srcset === "string") props.srcset = lockSrcSet(props.srcset, buildId);
}
