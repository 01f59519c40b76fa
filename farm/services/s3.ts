import { escapeXml } from "./sts.ts";

/** The farm has no object store: every request of one is told so. */
export function answerS3(): Response {
  return s3Error(501, "NotImplemented", "The local farm does not have an object store.");
}

/** An error of the object store. */
export function s3Error(status: number, code: string, message: string): Response {
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code>` +
    `<Message>${escapeXml(message)}</Message>` +
    `<RequestId>${crypto.randomUUID()}</RequestId></Error>`;
  return new Response(body, { status, headers: { "content-type": "application/xml" } });
}
