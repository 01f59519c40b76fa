import { TaskError } from "@deadline/client/task";
import { assertEquals, assertThrows } from "@std/assert";
import { checkSubmitParts, checkSubmitRequest } from "@/server/check_submit_request.ts";
import type { SubmitRequest } from "@/server/contract.ts";
import { FARM, QUEUE } from "./_console.ts";

const GOOD: SubmitRequest = { farmId: FARM, queueId: QUEUE, bundle: "/shots/one", parameters: {} };

Deno.test("a submission that lacks something, or brings something else, is refused by name", () => {
  checkSubmitRequest(GOOD);
  checkSubmitRequest({
    ...GOOD,
    priority: 50,
    requirePathsExist: false,
    assets: { inputFiles: ["/a"], inputDirectories: [], outputDirectories: [] },
    hostRequirements: {},
  });
  const wrong: [part: string, value: unknown][] = [
    ["bundle", undefined],
    ["bundle", ""],
    ["bundle", ["/shots/one"]],
    ["farmId", 7],
    ["parameters", undefined],
    ["parameters", null],
    ["parameters", { Frames: 7 }],
    ["name", {}],
    ["priority", "high"],
    ["assets", { inputFiles: "/a" }],
    ["assets", []],
    ["requirePathsExist", "yes"],
    ["hostRequirements", []],
  ];
  for (const [part, value] of wrong) {
    const request = { ...GOOD, [part]: value } as SubmitRequest;
    const { message, status } = assertThrows(() => checkSubmitRequest(request), TaskError);
    assertEquals([message.includes(`"${part}"`), status], [true, 400], message);
  }
});

Deno.test("parts of a submission need not be all there", () => {
  checkSubmitParts({});
  assertThrows(() => checkSubmitParts({ parameters: "x" as never }), TaskError, "parameters");
});
