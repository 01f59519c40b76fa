import type * as sdk from "@aws-sdk/client-deadline";
import { ACCOUNT_ID } from "../auth/principal.ts";
import { notFound } from "../protocol/errors.ts";
import type { Checked, Context, Output } from "./context.ts";

interface TagRow {
  key: string;
  value: string;
}

const ARN = new RegExp(
  `^arn:aws:deadline:[a-z0-9-]+:${ACCOUNT_ID}:(?:[a-z-]+/[^/]+/)*[a-z-]+/([^/]+)$`,
);

/** Operations on tags. */
export const tags = {
  ListTagsForResource(
    { resourceArn }: Checked<sdk.ListTagsForResourceRequest>,
    { db }: Context,
  ): Output {
    const rows = db.all<TagRow>(
      "SELECT key, value FROM tag WHERE resource_id = ?",
      idOf(resourceArn),
    );
    return { tags: Object.fromEntries(rows.map(({ key, value }) => [key, value])) };
  },

  TagResource(input: Checked<sdk.TagResourceRequest>, context: Context): Output {
    putTags(context, idOf(input.resourceArn), input.tags);
    return {};
  },

  UntagResource(input: Checked<sdk.UntagResourceRequest>, { db }: Context): Output {
    const id = idOf(input.resourceArn);
    for (const key of input.tagKeys) {
      db.run("DELETE FROM tag WHERE resource_id = ? AND key = ?", id, key);
    }
    return {};
  },
};

/** Sets tags of a resource, named by its id: ids are unique across kinds. */
export function putTags(
  { db }: Context,
  id: string,
  values: Readonly<Record<string, string>> | undefined,
): void {
  for (const [key, value] of Object.entries(values ?? {})) {
    db.run("INSERT OR REPLACE INTO tag (resource_id, key, value) VALUES (?, ?, ?)", id, key, value);
  }
}

function idOf(arn: string): string {
  const id = ARN.exec(arn)?.[1];
  if (id === undefined) throw notFound("resource", arn);
  return id;
}
