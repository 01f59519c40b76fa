import type { S3Client } from "@aws-sdk/client-s3";

/** A request on its way through the SDK, as far as it matters here. */
interface Outgoing {
  input: { ContentType?: string };
  request: unknown;
}

/**
 * Sends objects without what the SDK adds by itself: a content type that nobody gave, and a second
 * pass over data whose checksum is in a header that is signed.
 */
export function sendPlainly(client: S3Client): void {
  client.middlewareStack.add(
    (next) => (args) => {
      const { input, request } = args as unknown as Outgoing;
      const { headers } = request as { headers: Record<string, string> };
      if (input.ContentType === undefined) delete headers["content-type"];
      if (headers["x-amz-checksum-crc32"]) headers["x-amz-content-sha256"] = "UNSIGNED-PAYLOAD";
      return next(args);
    },
    { step: "build", priority: "low", name: "sendPlainly" },
  );
}
