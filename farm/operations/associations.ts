import { conflict } from "../protocol/errors.ts";
import type { Database } from "../store/database.ts";
import {
  deleteResource,
  findResource,
  getResource,
  insertResource,
  type ResourceKind,
} from "../store/resources.ts";
import type { Context } from "./context.ts";
import { created } from "./records.ts";

/**
 * Writes an association, ACTIVE from the start, between two resources that are there.
 *
 * @throws {ServiceError} `ConflictException` if there is one already.
 */
export function createAssociation(
  context: Context,
  kind: ResourceKind,
  farmId: string,
  id: string,
  ends: Record<string, string>,
): void {
  if (findResource(context.db, kind, id, farmId) !== undefined) {
    throw conflict("RESOURCE_ALREADY_EXISTS", kind, id, `Association ${id} already exists.`);
  }
  const document = { ...ends, status: "ACTIVE", ...created(context) };
  insertResource(context.db, kind, id, farmId, context.now, document);
}

/**
 * Removes an association.
 *
 * @throws {ServiceError} `ConflictException` unless it is STOPPED.
 */
export function deleteAssociation(
  db: Database,
  kind: ResourceKind,
  farmId: string,
  id: string,
): void {
  const { status } = getResource(db, kind, id, farmId);
  if (status !== "STOPPED") {
    throw conflict(
      "STATUS_CONFLICT",
      kind,
      id,
      `Cannot delete association ${id}: its status is ${status}, not STOPPED.`,
      { status: String(status) },
    );
  }
  deleteResource(db, kind, id);
}
