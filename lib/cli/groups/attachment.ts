import type { CommandGroup } from "../command_group.ts";
import { CONFLICT, FARM, JSON_FLAG, MANIFESTS, QUEUE } from "../common_options.ts";

/** Commands of the group `attachment`. */
export const attachment: CommandGroup = {
  name: "attachment",
  summary: "Files of job attachments.",
  commands: [
    {
      name: "upload",
      summary: "Send the files of job attachment manifests to the bucket of a queue.",
      options: [
        ...MANIFESTS,
        {
          name: "root-dirs",
          short: "r",
          value: "DIR",
          repeat: true,
          description: "A root of files. May be repeated.",
        },
        {
          name: "upload-manifest-path",
          value: "PREFIX",
          description: "Store the manifests too, here below the manifests of the bucket.",
        },
        FARM,
        QUEUE,
        JSON_FLAG,
      ],
    },
    {
      name: "download",
      summary: "Download the files of job attachment manifests.",
      options: [
        FARM,
        QUEUE,
        ...MANIFESTS,
        CONFLICT,
        JSON_FLAG,
      ],
    },
  ],
};
