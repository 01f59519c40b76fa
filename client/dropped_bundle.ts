import { TaskError } from "@deadline/client/task";
import type { Single } from "@/server/contract.ts";
import { act, send } from "./act.ts";

/** A file of a bundle that somebody dropped or chose. */
export interface DroppedFile {
  /** Its path in the bundle, with `/` between its parts. */
  path: string;
  file: File;
}

/** A folder that somebody dropped or chose. */
export interface DroppedFolder {
  name: string;
  files: DroppedFile[];
}

/** Bytes of a file that are sent at once; as base64 they fit one request. */
const PART = 512 * 1024;

/** Whether what is dragged are files, as far as the browser says before they are dropped. */
export function dragsFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes("Files") ?? false;
}

/**
 * Reads what was dropped: one folder, or the files of one. The entries are taken at once, since they
 * are gone after the event.
 */
export function readDrop(transfer: DataTransfer): Promise<DroppedFolder> {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry())
    .filter((entry) => entry !== null);
  return readEntries(entries);
}

/** Reads what was chosen in a dialog for folders. */
export function readChosen(list: FileList): DroppedFolder {
  const files = [...list].map((file) => {
    const [, ...parts] = file.webkitRelativePath.split("/");
    return { path: parts.join("/"), file };
  });
  return { name: list[0]?.webkitRelativePath.split("/")[0] ?? "", files };
}

/** Sends a bundle to the server; gives the folder that it is in there. */
export function sendBundle(folder: DroppedFolder, options: {
  onProgress: (files: number, total: number) => void;
  onResult: (path: string) => void;
  onError: (error: TaskError) => void;
  onSettled: () => void;
}): { cancel(): void } {
  const { onProgress, ...others } = options;
  const task = act<string>("Send the bundle", async (wire) => {
    const { data: { id, path } } = await send<Single<{ id: string; path: string }>>(
      "/api/dropped",
      { name: folder.name },
      wire,
    );
    const address = `/api/dropped/${encodeURIComponent(id)}`;
    // One request id stands for one request; the parts are no requests of their own to the tray.
    const { requestId: _, ...rest } = wire;
    try {
      for (const [index, { path, file }] of folder.files.entries()) {
        onProgress(index, folder.files.length);
        for (let offset = 0; offset === 0 || offset < file.size; offset += PART) {
          const data = await base64Of(file.slice(offset, offset + PART));
          await send(address, { path, offset, data }, rest);
        }
      }
      return path;
    } catch (error) {
      // What came in part is of no use to anybody.
      fetch(address, { method: "DELETE", keepalive: true }).catch(() => {});
      throw error;
    }
  }, { key: "submit.drop", target: folder.name, ...others });
  return { cancel: () => void task.cancel("user") };
}

/** Refuses what is no bundle before anything is sent. */
export function checkDropped({ name, files }: DroppedFolder): string | undefined {
  if (files.length === 0) return "There are no files in what was dropped";
  if (files.some(({ path }) => path === "template.yaml" || path === "template.json")) return;
  return `“${name}” is no job bundle: it has no template.yaml or template.json`;
}

async function readEntries(entries: FileSystemEntry[]): Promise<DroppedFolder> {
  const [first] = entries;
  if (entries.length === 1 && first.isDirectory) {
    const files = await filesBelow(first as FileSystemDirectoryEntry, "");
    return { name: first.name, files };
  }
  const files: DroppedFile[] = [];
  for (const entry of entries) files.push(...await filesOf(entry, ""));
  return { name: "bundle", files };
}

async function filesBelow(
  folder: FileSystemDirectoryEntry,
  prefix: string,
): Promise<DroppedFile[]> {
  const reader = folder.createReader();
  const files: DroppedFile[] = [];
  // A reader gives its entries in portions, and an empty one at the end.
  for (;;) {
    const entries = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject)
    );
    if (entries.length === 0) return files;
    for (const entry of entries) files.push(...await filesOf(entry, prefix));
  }
}

async function filesOf(entry: FileSystemEntry, prefix: string): Promise<DroppedFile[]> {
  const path = prefix + entry.name;
  if (entry.isDirectory) return filesBelow(entry as FileSystemDirectoryEntry, `${path}/`);
  const file = await new Promise<File>((resolve, reject) =>
    (entry as FileSystemFileEntry).file(resolve, reject)
  );
  return [{ path, file }];
}

function base64Of(part: Blob): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const reader = new FileReader();
  reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,?/, ""));
  reader.onerror = () => reject(new TaskError("A file cannot be read", { code: "NotReadable" }));
  reader.readAsDataURL(part);
  return promise;
}
