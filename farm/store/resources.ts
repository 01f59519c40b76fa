import { notFound } from "../protocol/errors.ts";
import type { Database } from "./database.ts";

/** The kinds of configured resources. */
export type ResourceKind =
  | "farm"
  | "queue"
  | "fleet"
  | "queueEnvironment"
  | "storageProfile"
  | "queueFleetAssociation"
  | "queueLimitAssociation"
  | "limit"
  | "budget"
  | "member"
  | "monitor"
  | "statistics";

/** What a resource is: the members that the API shows, by their names on the wire. */
export type Document = Record<string, unknown>;

/** A place in a list that is ordered by creation. */
export interface Position {
  readonly createdAt: number;
  readonly id: string;
}

/** A resource with its place in lists. */
export interface Resource extends Position {
  readonly document: Document;
}

interface ResourceRow {
  id: string;
  created_at: number;
  document: string;
}

/** Stores a new resource below `parent` (an id, or "" for farms). */
export function insertResource(
  db: Database,
  kind: ResourceKind,
  id: string,
  parent: string,
  createdAt: number,
  document: Document,
): void {
  db.run(
    "INSERT INTO resource (kind, id, parent, created_at, document) VALUES (?, ?, ?, ?, ?)",
    kind,
    id,
    parent,
    createdAt,
    JSON.stringify(document),
  );
}

/** A resource below `parent`, or undefined. */
export function findResource(
  db: Database,
  kind: ResourceKind,
  id: string,
  parent: string,
): Document | undefined {
  const row = db.get<ResourceRow>(
    "SELECT id, created_at, document FROM resource WHERE kind = ? AND id = ? AND parent = ?",
    kind,
    id,
    parent,
  );
  return row && JSON.parse(row.document);
}

/**
 * A resource below `parent`.
 *
 * @throws {ServiceError} `ResourceNotFoundException` if there is none.
 */
export function getResource(
  db: Database,
  kind: ResourceKind,
  id: string,
  parent: string,
): Document {
  const found = findResource(db, kind, id, parent);
  if (found === undefined) throw notFound(kind, id);
  return found;
}

/** Replaces what a resource is. */
export function updateResource(
  db: Database,
  kind: ResourceKind,
  id: string,
  document: Document,
): void {
  db.run(
    "UPDATE resource SET document = ? WHERE kind = ? AND id = ?",
    JSON.stringify(document),
    kind,
    id,
  );
}

/** Removes a resource. */
export function deleteResource(db: Database, kind: ResourceKind, id: string): void {
  db.run("DELETE FROM resource WHERE kind = ? AND id = ?", kind, id);
}

/** Resources below `parent` in the order of their creation, after a position. */
export function listResources(
  db: Database,
  kind: ResourceKind,
  parent: string,
  after?: Position,
  limit = -1,
): Resource[] {
  const rows = db.all<ResourceRow>(
    `SELECT id, created_at, document FROM resource WHERE kind = ? AND parent = ?
     AND (created_at, id) > (?, ?) ORDER BY created_at, id LIMIT ?`,
    kind,
    parent,
    after?.createdAt ?? -1,
    after?.id ?? "",
    limit,
  );
  return rows.map((row) => ({
    id: row.id,
    createdAt: row.created_at,
    document: JSON.parse(row.document),
  }));
}
