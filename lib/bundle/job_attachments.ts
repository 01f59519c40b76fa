import { relative } from "@std/path";
import type { CreateJobInput } from "../api/shapes.ts";
import type { ManifestText } from "../attachments/manifest/manifest_text.ts";
import { xxh128 } from "../attachments/hash/xxh128.ts";
import type { HashedGroup } from "./hash_groups.ts";

/** How workers get at the files: copied before a task runs, or as it reads them. */
export type JobAttachmentsFileSystem = "COPIED" | "VIRTUAL";

/** A manifest that is to be stored. */
export interface ManifestToStore {
  /** Its path below the manifests of the store. */
  path: string;
  /** Its text. */
  text: ManifestText;
}

/** What {@linkcode jobAttachments} takes. */
export interface JobAttachmentsInput {
  farmId: string;
  queueId: string;
  groups: readonly HashedGroup[];
  fileSystem: JobAttachmentsFileSystem;
  /** Makes the part of a manifest's path that no other submission has. */
  guid: (rootPath: string) => string | Promise<string>;
}

/** What a job is created with, and the manifests that have to be there before. */
export interface JobAttachments {
  attachments: NonNullable<CreateJobInput["attachments"]>;
  manifests: ManifestToStore[];
}

/** Writes groups of files as the service takes them, in the order of keys of the Python client. */
export async function jobAttachments(input: JobAttachmentsInput): Promise<JobAttachments> {
  const { farmId, queueId, groups, fileSystem, guid } = input;
  const manifests: ManifestToStore[] = [];
  const entries: JobAttachments["attachments"]["manifests"] = [];
  for (const { group, manifest } of groups) {
    const { rootPath, fileSystemLocationName, outputs } = group;
    let path: string | undefined;
    if (manifest) {
      const name = `${await xxh128(rootPath)}_input`;
      path = `${farmId}/${queueId}/Inputs/${await guid(group.rootPath)}/${name}`;
      manifests.push({ path, text: manifest });
    }
    entries.push({
      rootPath,
      ...fileSystemLocationName !== undefined && { fileSystemLocationName },
      rootPathFormat: Deno.build.os === "windows" ? "windows" : "posix",
      ...manifest && { inputManifestPath: path, inputManifestHash: manifest.hash },
      ...outputs.length > 0 && {
        outputRelativeDirectories: outputs.map((folder) => relative(rootPath, folder) || "."),
      },
    });
  }
  return { attachments: { manifests: entries, fileSystem }, manifests };
}
