import { getQueueEnvironmentTemplates } from "@deadline/client/bundle";
import { mergeParameterDefinitions } from "@deadline/openjd";
import { idsOf } from "@/server/ids.ts";
import { single } from "@/server/route.ts";
import { toField } from "@/server/shapes/parameter_field.ts";
import { define } from "@/server/state.ts";

export const handler = define.handlers({
  GET: single(
    (ask) => ({
      call: "ListQueueEnvironments",
      library: "listQueueEnvironments",
      ids: idsOf(ask),
    }),
    async (ask) => {
      const templates = await getQueueEnvironmentTemplates(idsOf(ask), ask.call);
      const { definitions } = mergeParameterDefinitions({}, templates);
      return definitions.map((definition) => toField(definition));
    },
  ),
});
