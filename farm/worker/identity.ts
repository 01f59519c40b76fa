import { join } from "@std/path";
import { writePrivateFile } from "./files.ts";

/** Which worker this is, kept so that a restart is the same worker again. */
export interface Identity {
  /** Farm and fleet in which the worker was created. */
  farmId: string;
  fleetId: string;
  /** Id that the service gave it. */
  workerId: string;
}

/** The identity of an earlier start, if it was for the same farm and fleet. */
export async function readIdentity(
  dataDir: string,
  { farmId, fleetId }: Omit<Identity, "workerId">,
): Promise<Identity | undefined> {
  let text: string;
  try {
    text = await Deno.readTextFile(join(dataDir, "worker.json"));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
  const identity: Identity = JSON.parse(text);
  return identity.farmId === farmId && identity.fleetId === fleetId ? identity : undefined;
}

/** Keeps an identity for the next start. */
export async function writeIdentity(dataDir: string, identity: Identity): Promise<void> {
  await writePrivateFile(join(dataDir, "worker.json"), JSON.stringify(identity, null, 2) + "\n");
}
