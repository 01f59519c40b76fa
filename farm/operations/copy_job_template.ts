import { createHash } from "node:crypto";
import type * as sdk from "@aws-sdk/client-deadline";
import { type ObjectStore, S3Error } from "../objects/mod.ts";
import { invalid } from "../protocol/errors.ts";
import { getJob } from "../store/jobs.ts";
import type { JobDocumentRow } from "../store/rows.ts";
import type { Checked, Context, Output } from "./context.ts";

/** `CopyJobTemplate`: puts the template that a job was made from into a bucket of the farm. */
export async function copyJobTemplate(
  input: Checked<sdk.CopyJobTemplateRequest>,
  { db, now, objects }: Context & { readonly objects: ObjectStore },
): Promise<Output> {
  const { id } = getJob(db, input);
  const { template, template_type: templateType } = db.get<JobDocumentRow>(
    "SELECT * FROM job_document WHERE job_id = ?",
    id,
  )!;
  const { bucketName, key } = input.targetS3Location;
  const data = new TextEncoder().encode(template);
  const segment = await objects.blobs.receive((async function* () {
    yield await Promise.resolve(data);
  })());
  try {
    objects.put(bucketName!, {
      key: key!,
      etag: createHash("md5").update(data).digest("hex"),
      modifiedAt: now,
      description: { headers: {}, metadata: {} },
      checksum: undefined,
      uploadId: undefined,
      segments: [segment],
    });
  } catch (error) {
    await objects.blobs.discard(segment.blob);
    if (error instanceof S3Error) throw invalid(`Cannot write to ${bucketName}: ${error.message}.`);
    throw error;
  }
  objects.blobs.settle(segment.blob);
  return { templateType };
}
