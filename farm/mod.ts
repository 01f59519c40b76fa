/**
 * The embedded farm: AWS Deadline Cloud's API on loopback, for work and for tests without an
 * account.
 *
 * It speaks the service's own protocols: the shapes come from the official SDK, requests are
 * signed, jobs really run. Everything it knows is in one folder.
 *
 * @example A farm for a test
 * ```ts ignore
 * import { startFarm } from "@deadline/farm";
 *
 * await using farm = await startFarm({ dataDir: await Deno.makeTempDir() });
 * console.log(farm.endpoint, farm.farmId);
 * ```
 *
 * @module
 */
export type { Clock } from "./clock.ts";
export type { Note } from "./server.ts";
export { type Farm, type FarmCredentials, startFarm, type StartFarmOptions } from "./start_farm.ts";
export { DatabaseError } from "./store/database_error.ts";
export { DataFolderInUseError } from "./store/lock.ts";
