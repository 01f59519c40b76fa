/** How an app is set up. */
export interface FreshConfig {
  /** The path below which the app is served. */
  basePath?: string;
  /** What the app is run for. */
  mode?: "development" | "production";
  /**
   * Whether `X-Forwarded-Proto` and `X-Forwarded-Host` are believed, as behind a proxy that sets them.
   *
   * @default {false}
   */
  trustProxy?: boolean;
}

/** How an app is set up, with nothing left open. */
export interface ResolvedFreshConfig {
  /** The folder of the app. */
  root: string;
  /** The path below which the app is served. */
  basePath: string;
  /** What the app is run for. */
  mode: "development" | "production";
  /** Whether `X-Forwarded-Proto` and `X-Forwarded-Host` are believed. */
  trustProxy: boolean;
}
