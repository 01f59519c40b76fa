import { conflict } from "../protocol/errors.ts";
import {
  deleteResource,
  type Document,
  getResource,
  insertResource,
  listResources,
  type Position,
  type Resource,
  type ResourceKind,
  updateResource,
} from "../store/resources.ts";
import type { Context, Output } from "./context.ts";
import { page, type PageInput } from "./paging.ts";
import { putTags } from "./tags.ts";

/** Stores a new resource below `parent`, made by who asks, with its tags. */
export function createRecord(
  context: Context,
  kind: ResourceKind,
  id: string,
  parent: string,
  document: Document,
  tags?: Readonly<Record<string, string>>,
): void {
  const { db, now } = context;
  insertResource(db, kind, id, parent, now, { ...document, ...created(context) });
  putTags(context, id, tags);
}

/**
 * Changes some members of a resource, for who asks.
 *
 * @returns The resource as it was before.
 * @throws {ServiceError} `ResourceNotFoundException` if there is none.
 */
export function changeRecord(
  context: Context,
  kind: ResourceKind,
  id: string,
  parent: string,
  changes: Document | ((before: Document) => Document),
): Document {
  const before = getResource(context.db, kind, id, parent);
  const changed = typeof changes === "function" ? changes(before) : changes;
  updateResource(context.db, kind, id, { ...before, ...changed, ...updated(context) });
  return before;
}

/**
 * Removes a resource.
 *
 * @returns The resource as it was.
 * @throws {ServiceError} `ResourceNotFoundException` if there is none.
 */
export function removeRecord(
  { db }: Context,
  kind: ResourceKind,
  id: string,
  parent: string,
): Document {
  const document = getResource(db, kind, id, parent);
  deleteResource(db, kind, id);
  return document;
}

/** Who made something and when. */
export function created({ now, caller }: Context): Document {
  return { createdAt: now, createdBy: caller };
}

/** Who changed something last and when. */
export function updated({ now, caller }: Context): Document {
  return { updatedAt: now, updatedBy: caller };
}

/** A copy of `value` with only these members, as far as they are set. */
export function pick<T extends object, K extends keyof T>(
  value: T,
  members: readonly K[],
): Document {
  const picked: Document = {};
  for (const member of members) {
    if (value[member] !== undefined) picked[member as string] = value[member];
  }
  return picked;
}

/** What a list leaves out and how it shows what stays. */
export interface ListOptions {
  /** Keeps a resource in the list. */
  readonly keep?: ((document: Document) => boolean) | undefined;
  /** What the list shows of a resource; the resource itself unless told. */
  readonly show?: (document: Document) => Document;
}

/** Answers a List operation over the resources of one kind below one parent. */
export function listPage(
  { db }: Context,
  kind: ResourceKind,
  parent: string,
  member: string,
  input: PageInput,
  { keep, show = (document) => document }: ListOptions = {},
): Output {
  const read = (after: Position | undefined, limit: number): Resource[] => {
    if (keep === undefined) return listResources(db, kind, parent, after, limit);
    return listResources(db, kind, parent, after)
      .filter((resource) => keep(resource.document))
      .slice(0, limit);
  };
  const { items, nextToken } = page(
    input,
    `${kind}/${parent}`,
    read,
    ({ createdAt, id }): Position => ({ createdAt, id }),
  );
  return { [member]: items.map((item) => show(item.document)), nextToken };
}

/**
 * Keeps the resources that a principal is a member of; all of them if no principal is named.
 */
export function memberFilter(
  { db }: Context,
  principalId: string | undefined,
  idOf: (document: Document) => string,
): ((document: Document) => boolean) | undefined {
  if (principalId === undefined) return undefined;
  return (document) =>
    listResources(db, "member", idOf(document))
      .some((member) => member.document.principalId === principalId);
}

/** Refuses to remove something that other things still need. */
export function refuseInUse(kind: ResourceKind, id: string, users: number, what: string): void {
  if (users > 0) {
    throw conflict("RESOURCE_IN_USE", kind, id, `Cannot delete ${id}: it still has ${what}.`);
  }
}
