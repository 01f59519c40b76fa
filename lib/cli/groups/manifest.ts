import type { CommandGroup } from "../command_group.ts";
import { FARM, FILES, JOB, JSON_FLAG, QUEUE, ROOT } from "../common_options.ts";

/** Commands of the group `manifest`. */
export const manifest: CommandGroup = {
  name: "manifest",
  summary: "Job attachment manifests.",
  commands: [
    {
      name: "snapshot",
      summary: "Write a job attachment manifest of the files below a folder.",
      options: [
        ROOT,
        {
          name: "destination",
          short: "d",
          value: "DIR",
          default: "the root",
          description: "The folder to write the manifest to.",
        },
        { name: "name", short: "n", value: "NAME", description: "How the file name begins." },
        ...FILES,
        {
          name: "diff",
          value: "FILE",
          description: "Take only files that are new or changed since this manifest.",
        },
      ],
    },
    {
      name: "diff",
      summary: "Compare the files below a folder with a job attachment manifest.",
      options: [
        ROOT,
        {
          name: "manifest",
          value: "FILE",
          required: true,
          description: "The manifest to compare with.",
        },
        ...FILES,
      ],
    },
    {
      name: "upload",
      summary: "Store a job attachment manifest in the bucket of a queue.",
      positionals: [{ name: "MANIFEST_FILE" }],
      options: [
        FARM,
        QUEUE,
        {
          name: "s3-cas-uri",
          value: "URI",
          description: "The bucket and root, as s3://bucket/prefix, in place of the queue's.",
        },
        {
          name: "s3-manifest-prefix",
          value: "PREFIX",
          description: "Where below the manifests it is stored.",
        },
        JSON_FLAG,
      ],
    },
    {
      name: "download",
      summary: "Download the job attachment manifests of a job or a step.",
      positionals: [{ name: "DOWNLOAD_DIR" }],
      options: [
        FARM,
        QUEUE,
        { ...JOB, required: true },
        { name: "step-id", value: "ID", description: "A step, with the steps that it needs." },
        {
          name: "asset-type",
          value: "TYPE",
          choices: ["INPUT", "OUTPUT", "ALL"],
          default: "ALL",
          description: "Whether to take inputs, outputs or both.",
        },
        JSON_FLAG,
      ],
    },
  ],
};
