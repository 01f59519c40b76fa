import { assertEquals } from "@std/assert";
import type { JobParameterDefinition } from "@deadline/openjd";
import { toQueueField } from "@/server/queue_parameters.ts";

const channels = (part: Partial<JobParameterDefinition>) => {
  const { value, isSuggested = false } = toQueueField({
    name: "CondaChannels",
    type: "STRING",
    default: "deadline-cloud conda-forge",
    ...part,
  });
  return [value, isSuggested];
};

Deno.test("the successor of a Conda channel goes before it, where the queue allows that", () => {
  assertEquals(channels({}), ["deadline-cloud-v2 deadline-cloud conda-forge", true]);
  assertEquals(channels({ default: "conda-forge" }), ["conda-forge", false]);
  const both = "deadline-cloud-v2 deadline-cloud";
  assertEquals(channels({ default: both }), [both, false]);
  assertEquals(channels({ maxLength: 30 }), ["deadline-cloud conda-forge", false]);
  assertEquals(channels({ name: "Channels" }), ["deadline-cloud conda-forge", false]);
});
