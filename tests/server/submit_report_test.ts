import { assertEquals } from "@std/assert";
import type { OperationContext } from "@/server/operations.ts";
import { SubmitReport } from "@/server/submit_report.ts";

type At = Parameters<OperationContext["at"]>[0];

Deno.test("a submission shows a bar for files that it brings, and none where there are none", () => {
  const shown: At[] = [];
  const report = new SubmitReport({ at: (at) => void shown.push(at), log: () => {} });
  const none = { files: 0, totalFiles: 0, bytes: 0, totalBytes: 0 };
  report.show({ phase: "hashing", message: "Hashing files", ...none });
  assertEquals(shown.at(-1)?.bars, undefined);

  const some = { files: 1, totalFiles: 2, bytes: 10, totalBytes: 40 };
  report.show({ phase: "uploading", message: "Uploading files", ...some });
  assertEquals(shown.at(-1)?.bars, [{ id: "uploading", label: "Upload", ...some }]);
  assertEquals(shown.at(-1)?.fraction, 0.3 + 0.6 / 4);
});
