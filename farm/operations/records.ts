import { conflict } from "../protocol/errors.ts";
import type { Document, Position, Resource, ResourceKind } from "../store/resources.ts";
import { listResources } from "../store/resources.ts";
import type { Context, Output } from "./context.ts";
import { page, type PageInput } from "./paging.ts";

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
